/**
 * The protocol of client and server: version, close codes, messages of the server. Schemas of clients'
 * messages are in messages.ts.
 */
import type { RatingChange } from "./records.ts";
import type { TextLimit } from "./text.ts";

/** Raise it when older clients can no longer play; such a client is closed with `CLOSE.tooOld`. */
export const PROTOCOL_VERSION = 1;

/** Reasons a connection ends, as WebSocket close codes. 4010 is the framework's "may try to reconnect". */
export const CLOSE = {
  stopping: 4001,
  over: 4003,
  comeBack: 4010,
  tooOld: 4020,
  kicked: 4021,
  tooMany: 4022,
  tooFast: 4023,
  malformed: 4024,
  tooSlow: 4025,
  botRefused: 4026,
} as const;

/** Sixteen characters of any script fit, and all but the most complex emoji. */
export const NAME_LIMIT: TextLimit = { graphemes: 16, bytes: 256 };
/** Ten bytes a character: the longest scripts need six to nine. */
export const CHAT_LIMIT: TextLimit = { graphemes: 160, bytes: 1600 };
/** Emotes by id. */
export const EMOTES = ["gg", "hi", "nice", "oops", "help", "ha"] as const;

/** Phrases of the quick chat by id; each reader sees them in its own language. */
export const QUICK_CHAT = [
  ...(["goodGame", "wellPlayed", "thanks", "sorry"] as const),
  ...(["help", "attack", "wait", "yes", "no"] as const),
] as const;

/** Typing indicator: s between two messages of a client at least, and how long others show one. */
export const TYPING = { every: 3, shown: 5 } as const;

/**
 * Reports of clients about corrections: seconds between two reports, and most corrections accepted in one.
 */
export const REPORT = { every: 10, most: 300 } as const;

/** Options of a join. */
export interface JoinOptions {
  /**
   * 1–16 visible characters (grapheme clusters); another name is replaced by `Pilot-NNNN`, and a `notice`
   * says why.
   */
  name?: string;
  /**
   * `PROTOCOL_VERSION` of the client: it knows all of `ServerMessages`. Absent: the version is not checked.
   */
  version?: number;
  /**
   * The client is a bot: true, or its token, where the server asks for one (`ALLOW_BOTS`). Everybody sees a
   * mark.
   */
  bot?: boolean | string;
  /** Code of a party of friends (shared/party.ts): its members get seats in one room. */
  party?: string;
  /**
   * The party leaves its room for the requested one. Absent: such a request is refused with 409, or with 423
   * if the party's room is full.
   */
  moveParty?: boolean;
}

/**
 * A message that must arrive. Messages are numbered in increasing order. A returning client gives the number
 * of the last message it has as `heard` in the URL of its socket, and receives all later ones. Without
 * `heard` it receives all that it may not have read.
 */
export interface Numbered {
  n?: number;
}

/**
 * What a notice says, in a form that can be translated. Text of operators has none. The engine's own codes are
 * `muted`, `unmuted`, `otherName` and `teamGoal`; a game whose notice has the same code words it itself.
 */
export interface NoticeCode {
  code: string;
  values?: NoticeValues;
}
export type NoticeValues = { readonly [name: string]: string | number };

/**
 * Messages from server to client by name; a game adds its own. Players are identified by session id.
 * `logged`, `members` and `recorded` are sent to clients that have given their `version` when they joined.
 */
export interface ServerMessages {
  /** `bot`: the sender is a bot by its own account. */
  chat: { from: string; name: string; bot?: true; text: string; scope: "room" | "near" | "lobby" } & Numbered;
  emote: { from: string; id: number };
  /** A phrase of `QUICK_CHAT`. */
  quickChat: { from: string; name: string; bot?: true; id: number };
  /** A player writes a line of chat; it also goes to that player. */
  typing: { from: string; name: string };
  /** `text` is English; a client that knows the code writes the notice in the language of its player. */
  notice: { text: string } & Partial<NoticeCode> & Numbered;
  /** To a returning player: some missed messages are no longer kept. */
  gap: Record<string, never>;
  /**
   * Sent at each return until it has certainly been read. `epoch`: that of the owner that restored the match,
   * also in a repetition.
   */
  moved: { reason: MovedReason; epoch: number };
  /** Processes, as host:port[/path], that know where the room is when its own process is gone. */
  peers: { addresses: string[] };
  /** Sent after the join when the match is logged: its replay is at /replay/MATCH. */
  logged: { match: string };
  /**
   * In a mode that pairs players by skill: an opponent waits in that room. The client joins it by id, then
   * leaves this room.
   */
  match: { room: string };
  /** To a player that has reported another one. `again`: it had reported that player in this match before. */
  reported: { player: string; again: boolean };
  /** Answer to `party`: the party is bound to this room. */
  party: { party: string };
  /**
   * To a member of a party: the other members that have seats in this room. Sent after each change, and again
   * after a return.
   */
  members: { members: { key: string; name: string }[] };
  /** The round that has ended is in the records. `ratings`: those that it has changed. */
  recorded: { ratings: readonly RatingChange[] };
  error: { code: ErrorCode; message: string };
}

/** A message with its type, by which TypeScript knows its content. */
export type MessageOf<Messages> = {
  [K in keyof Messages]: { readonly type: K; readonly message: Messages[K] };
}[keyof Messages];

/** The answer of a process to the question which process has a room (`GET /api/rooms/ROOM/where`). */
export interface WhereAnswer {
  process: string;
  /** host:port[/path]; empty: where it asked. */
  address: string;
  /** Other processes that can be asked, as host:port[/path]. */
  peers: string[];
  /**
   * Time over which clients that return at the same time must spread their attempts, ms; absent when the
   * process that answers is another one, and does not know.
   */
  within?: number;
  /**
   * ms that finding out took: the rest of what the player has waited is the way there and back. In every
   * answer.
   */
  took: number;
}

/** Why a match continues in another process: its owner was lost, or handed it over in a drain. */
export const MOVED = { crash: "crash", drain: "drain" } as const;
export type MovedReason = (typeof MOVED)[keyof typeof MOVED];

/** Why a message was dropped. */
export const ERROR = {
  malformed: "malformed",
  tooFast: "too_fast",
  unknown: "unknown_message",
  muted: "muted",
  /** Of a report: there is no such player here. */
  noPlayer: "no_player",
  /** A report was not taken. */
  notReported: "not_reported",
  party: "party",
} as const;
export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];
