/**
 * Why a match is not shown, or not yet: a page shows the reason in its language, and an answer of the server
 * contains it beside the English text.
 */
export const UNSHOWN_REASONS = [
  // The log.
  "damaged",
  "no_log",
  "other_version",
  "other_game",
  // The server's answers to a request for a log or a live match.
  "silent",
  "logs_off",
  "watch_off",
  "no_match",
  "too_many_requests",
  "too_many_watchers",
  // A live match that can be watched in a moment.
  "begins",
  "moved",
  "searching",
] as const;

export type UnshownReason = (typeof UNSHOWN_REASONS)[number];
