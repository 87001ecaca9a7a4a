/** Why something was turned away: one closed list, with the close code a socket gets for it. Counted by these names. */
import { CLOSE, ERROR } from "../../shared/protocol.ts";

/** Of a connection in play. */
export const SOCKET_REFUSALS = {
  /** A code no client sends, or not in the state this one is in. */
  frame_code: CLOSE.malformed,
  /** Longer or shorter than any frame of its code. */
  frame_length: CLOSE.malformed,
  /** Text, where only bytes are spoken. */
  frame_text: CLOSE.malformed,
  /** A message that is not well-formed MessagePack. */
  frame_content: CLOSE.malformed,
  /** An input with fields that do not exist, or half of one. */
  malformed_input: CLOSE.malformed,
  /** Against the rules of WebSocket itself; ws answers with 1002, 1007 or 1009. */
  websocket: CLOSE.malformed,
  too_fast: CLOSE.tooFast,
  /** Sends, but has not read for seconds. */
  slow_reader: CLOSE.tooSlow,
  join_not_confirmed: CLOSE.tooSlow,
  /** Neither sends nor reads: its seat waits for it. */
  silent: CLOSE.comeBack,
  too_many_sockets: CLOSE.tooMany,
  /** By an operator. */
  kicked: CLOSE.kicked,
  /** The match is about to be here: its player comes again. */
  opening: CLOSE.comeBack,
  /** It has not become known in time whether the match is still here: its player comes again. */
  in_doubt: CLOSE.comeBack,
  /** The match is about to be in another process: its player asks for it. */
  moving: CLOSE.comeBack,
  /** The match was restored with a state of other fields than the client's decoder knows. */
  old_decoder: CLOSE.tooOld,
  /** The seat belongs to another player. */
  not_yours: CLOSE.over,
} as const;
export type SocketRefusal = keyof typeof SOCKET_REFUSALS;

/** Of a request: its HTTP status. */
export const REQUEST_REFUSALS = {
  target: 400,
  host: 400,
  matchmaking: 400,
  /** Sent before the one before it on the same connection was answered: no browser or proxy does. */
  pipelined: 400,
  body_malformed: 400,
  token: 401,
  origin: 403,
  body_too_large: 413,
  too_many_requests: 429,
  rooms_created: 429,
  full: 503,
  /** As many watch live matches as may: see MAX_WATCHERS_PER_PROCESS. */
  too_many_watchers: 503,
  /** The process has no file descriptors to spare; hung up on without an answer. */
  connections: 503,
} as const;
export type RequestRefusal = keyof typeof REQUEST_REFUSALS;

/** Of what a player says in play: it is dropped, or counts as something else, and the player plays on. */
export const PLAY_REFUSALS = [
  // Messages; see inbox.ts. Their sender is told by the same name.
  ERROR.unknown,
  ERROR.tooFast,
  ERROR.malformed,
  /** By an operator. */
  ERROR.muted,
  /** A lobby message from another process that is over the limit here: it is not delivered. */
  "lobby_crowded",
  // What a shot's shooter is said to have seen: before an earlier one, too long ago, not yet. See games/skirmish/server/lagCompensation.ts.
  "stamp_back",
  "stamp_old",
  "stamp_future",
] as const;
export type PlayRefusal = (typeof PLAY_REFUSALS)[number];

/** Of a socket that wants a seat which is not there: never reserved, not taken in time, or in a room that is not here. */
export const SEAT_REFUSALS = ["no_seat"] as const;
export type SeatRefusal = (typeof SEAT_REFUSALS)[number];
export type Refusal = SocketRefusal | RequestRefusal | PlayRefusal | SeatRefusal;
