/** What a session offers to pages and bots; they read nothing else. */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { DrawnBody, GameTypes, SessionEvents, ShownPlayer } from "../game.ts";
import type { Transport } from "../transport/choice.ts";
import type { SocialActions } from "./social.ts";

/** The state of the connection, as shown to the player. */
export type Link =
  | { state: "playing" }
  /** `since` is on the clock of `frame`; the session reconnects by itself. */
  | { state: "lost"; since: number; giveUpAt: number }
  | { state: "over"; code: number; reason: string };

/** Events of a session of any game. */
export interface EngineEvents {
  chat: ServerMessages["chat"];
  emote: ServerMessages["emote"];
  quickChat: ServerMessages["quickChat"];
  typing: ServerMessages["typing"];
  notice: ServerMessages["notice"];
  /** The player missed more messages during a disconnection than the server repeats. */
  gap: ServerMessages["gap"];
  /** The match has migrated to another process. */
  moved: ServerMessages["moved"];
  /** The members of the own party in this room have changed. */
  members: ServerMessages["members"];
  /** The match is logged. */
  logged: ServerMessages["logged"];
  /** The own seat is one of a party now. */
  party: ServerMessages["party"];
  /** An opponent waits in another room. */
  match: ServerMessages["match"];
  /** The round that has ended is in the records. */
  recorded: ServerMessages["recorded"];
  /** The server has taken a report of this player. */
  reported: ServerMessages["reported"];
  error: ServerMessages["error"];
  link: Link;
  /** A patch has corrected the predicted own body. Units; the newest tick. */
  correction: { size: number; tick: number };
}

/** Figures of the connection, of prediction and of interpolation. */
export interface SessionStats {
  /** The transport of the connection: a WebSocket, or HTTP with streamed or polled answers. */
  transport: Transport;
  /** Milliseconds; 0 until known. */
  rtt: number;
  /** Deviation of patch arrivals from their best times, smoothed, ms. */
  jitter: number;
  /** How far in the past remote entities are drawn, behind the estimated present of the server, ms. */
  delay: number;
  /** The tick at which remote entities are drawn, with fractions: the server judges shots at this tick. */
  drawnTick: number;
  /**
   * How far in the past the server evaluates the targets of this player's shots, ms, according to what the
   * screen shows. On a slow link it is more than the server's limit for rewinding.
   */
  rewind: number;
  /** Inputs sent and not yet acknowledged. */
  pending: number;
  patches: number;
  /** Bytes received and sent since the join. */
  bytesIn: number;
  bytesOut: number;
  /** Number of corrections of the predicted own body, and the size of the latest one, units. */
  corrections: number;
  lastCorrection: number;
  drops: number;
  returns: number;
}

/** A player's place in a room of any game. */
export interface AnySession {
  /** Key of the own entity in the state. */
  readonly key: string;
  /** Name of the room, as in "arena". */
  readonly room: string;
  /** For links: a join with this room id leads to this player's room. */
  readonly roomId: string;
  /** Id of the match, when it is logged: the address of its replay contains it. */
  readonly match: string | undefined;
  readonly link: Link;
  /** Names of the other members of the own party that have seats in this room, by their keys in the state. */
  readonly members: ReadonlyMap<string, string>;
  readonly social: SocialActions;
  readonly stats: Readonly<SessionStats>;
  readonly events: {
    /** @returns a function that removes the listener */
    on<Name extends keyof EngineEvents>(
      name: Name,
      listener: (event: EngineEvents[Name]) => void,
    ): () => void;
  };
  /** The player of an entity, while it is in the interest set. `hue` is 1/256 of the colour circle. */
  playerOf(key: string): ShownPlayer | undefined;
  /** The other players in the interest set, without those that the server controls. */
  others(): Iterable<ShownPlayer & { key: string }>;
  /** Estimate of the present server tick, with fractions: for clocks on the screen. */
  serverTick(): number;
  /** @param scope "lobby": to all rooms; absent: to players nearby */
  chat(text: string, scope?: "lobby"): void;
  emote(id: number): void;
  /** Makes the own seat one of a party; `party` or `error` follows. */
  joinParty(code: string): void;
  /** Spectates from another player's entity while the own one is out of play. @param key in the state */
  spectate(key: string): void;
  /** Closes the connection and keeps the seat, for a page that is put away and may be shown again. */
  suspend(): void;
  /** After `suspend`: reconnects to the seat, as long as the server keeps it. */
  resume(): void;
  leave(): Promise<void>;
}

/** A player's place in a room, for a game and its bots. `join` in connect.ts creates it. */
export interface PlayerSession<T extends GameTypes> extends AnySession {
  /** The state after the newest patch, for what is not interpolated. */
  readonly state: T["state"];
  /** What the game keeps for this session. */
  readonly game: T["view"];
  readonly events: {
    /** @returns a function that removes the listener */
    on<Name extends keyof SessionEvents<T>>(
      name: Name,
      listener: (event: SessionEvents<T>[Name]) => void,
    ): () => void;
  };
  /**
   * Once per drawn frame, before any other member is read: sends the inputs that are due and computes what to
   * draw.
   * @param now ms on any monotonic clock
   */
  frame(now: number, intent: Readonly<T["intent"]>): void;
  /** The own entity as predicted; undefined until its first state has arrived. */
  own(): T["drawn"] | undefined;
  /** All entities, including the own one and those out of play. */
  entities(): Iterable<T["drawn"]>;
  /** A predicted body as it is to be drawn: the own body, or one that all clients predict. */
  body(name: keyof T["bodies"] & string): Readonly<DrawnBody>;
  /** Sends a message of the game. */
  send<Name extends keyof T["messages"] & string>(name: Name, message: T["messages"][Name]): void;
}
