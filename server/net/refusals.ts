/** Reasons of refusals: one closed list, with the close code for each. Metrics count by these names. */
import { CLOSE, ERROR } from "../../shared/protocol.ts";

/** Refusals on a connection in play. */
export const SOCKET_REFUSALS = {
  /** A code that no client sends, or not in this state. */
  frame_code: CLOSE.malformed,
  /** Longer or shorter than any frame of its code. */
  frame_length: CLOSE.malformed,
  /** A text frame; the protocol is binary. */
  frame_text: CLOSE.malformed,
  /** A message that is not well-formed MessagePack. */
  frame_content: CLOSE.malformed,
  /** An input with unknown fields, or an incomplete one. */
  malformed_input: CLOSE.malformed,
  /** A violation of the WebSocket protocol; ws answers with 1002, 1007 or 1009. */
  websocket: CLOSE.malformed,
  too_fast: CLOSE.tooFast,
  /** Sends, but has not read for seconds. */
  slow_reader: CLOSE.tooSlow,
  join_not_confirmed: CLOSE.tooSlow,
  /** Neither sends nor reads: its seat is kept. */
  silent: CLOSE.comeBack,
  too_many_sockets: CLOSE.tooMany,
  /** By an operator. */
  kicked: CLOSE.kicked,
  /** The match is about to be restored here: the player retries. */
  opening: CLOSE.comeBack,
  /** This process could not find out in time whether it owns the match: the player retries. */
  in_doubt: CLOSE.comeBack,
  /** The match is about to migrate to another process: the player asks where it is. */
  moving: CLOSE.comeBack,
  /** The match was restored with other state fields than the client's decoder knows. */
  old_decoder: CLOSE.tooOld,
  /** The seat belongs to another player. */
  not_yours: CLOSE.over,
} as const;
export type SocketRefusal = keyof typeof SOCKET_REFUSALS;

/** Refusals of a request, with the HTTP status. */
export const REQUEST_REFUSALS = {
  target: 400,
  host: 400,
  matchmaking: 400,
  /** Not the code of a party. */
  party: 400,
  /** Sent before the previous request on the same connection was answered: no browser or proxy does that. */
  pipelined: 400,
  body_malformed: 400,
  token: 401,
  origin: 403,
  body_too_large: 413,
  too_many_requests: 429,
  rooms_created: 429,
  full: 503,
  /**
   * A limit is reached: of the watchers of live matches (MAX_WATCHERS_PER_PROCESS), of the streams of front
   * pages or of parties in the process, or of the streams of one party.
   */
  too_many_watchers: 503,
  /** The process has no free file descriptors; the connection is closed without an answer. */
  connections: 503,
} as const;
export type RequestRefusal = keyof typeof REQUEST_REFUSALS;

/** Refusals in play: a message or claim is dropped or replaced, and the player plays on. */
export const PLAY_REFUSALS = [
  // Messages; see inbox.ts. The sender gets the same name.
  ERROR.unknown,
  ERROR.tooFast,
  ERROR.malformed,
  /** By an operator. */
  ERROR.muted,
  // Reports about players.
  ERROR.noPlayer,
  ERROR.notReported,
  /** A lobby message of another process that exceeds the limit here: it is not delivered. */
  "lobby_crowded",
  // The view time of a shot: earlier than a previous one, too old, or in the future. See
  // games/skirmish/server/lagCompensation.ts.
  "stamp_back",
  "stamp_old",
  "stamp_future",
] as const;
export type PlayRefusal = (typeof PLAY_REFUSALS)[number];

/** Refusals of a socket without a seat: never reserved, expired, or in a room that is not here. */
export const SEAT_REFUSALS = ["no_seat"] as const;
export type SeatRefusal = (typeof SEAT_REFUSALS)[number];
export type Refusal = SocketRefusal | RequestRefusal | PlayRefusal | SeatRefusal;
