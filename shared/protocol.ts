/** Names both sides agree on: messages, close codes, version. Message schemas are in messages.ts. */
import type { TextLimit } from "./text.ts";

/** Raised when an older client could not play any more; such a client is closed with `CLOSE.tooOld`. */
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

/** Sixteen characters of any script fit, and of all but the most elaborate emoji. */
export const NAME_LIMIT: TextLimit = { graphemes: 16, bytes: 256 };
/** Ten bytes a character: scripts that need most take six to nine. */
export const CHAT_LIMIT: TextLimit = { graphemes: 160, bytes: 1600 };
/** Emotes by id. */
export const EMOTES = ["gg", "hi", "nice", "oops", "help", "ha"] as const;

/** What clients tell of how the game feels: seconds from one to the next, and most corrections believed in one. */
export const REPORT = { every: 10, most: 300 } as const;

/** Options of a join. */
export interface JoinOptions {
  /** 1–16 visible characters (grapheme clusters); anything else becomes `Pilot-NNNN`, and a `notice` says why. */
  name?: string;
  /** `VERSION` of the client; absent means the sender takes its chances. */
  version?: number;
  /** The client is a bot: true, or its token, where the server asks for one (`ALLOW_BOTS`). Everybody sees a mark. */
  bot?: boolean | string;
}

/**
 * A message that must arrive. Its number grows from message to message; a client that returns says the last it has as `heard`
 * in the address of its socket, and gets what came after. One that says none gets what it has not certainly read.
 */
export interface Numbered {
  n?: number;
}

/** Server → client, by message name; a game adds its own. Players are named by session id. */
export interface ServerMessages {
  /** `bot`: the sender says that it is a bot. */
  chat: { from: string; name: string; bot?: true; text: string; scope: "room" | "near" | "lobby" } & Numbered;
  emote: { from: string; id: number };
  notice: { text: string } & Numbered;
  /** To a returning player: some messages are no longer kept. */
  gap: Record<string, never>;
  /** Sent at each return until it has certainly been read. `epoch`: of the owner that restored the match; the same for a repetition. */
  moved: { reason: MovedReason; epoch: number };
  /** Processes that can be asked where the room is when its own is gone, as host:port[/path]. */
  peers: { addresses: string[] };
  /** After the join, of a match that is logged: its replay is at /replay/MATCH. */
  logged: { match: string };
  /** In a mode that puts players together by skill: an opponent waits in that room. A client joins it by id, then leaves this one. */
  match: { room: string };
  /** To a player that has reported another one. `again`: it had reported that player in this match before. */
  reported: { player: string; again: boolean };
  error: { code: ErrorCode; message: string };
}

/** Why a match goes on in another process: its own was lost, or it was handed over so that its own can be stopped. */
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
} as const;
export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];
