/**
 * Name, title and modes of Template, for lists of games: a server or page reads them without loading the
 * game.
 */
export const templateListing = {
  name: "template",
  title: "Template",
  /** Rooms by name. */
  modes: { template: { capacity: 16, settings: {} } },
} as const;
