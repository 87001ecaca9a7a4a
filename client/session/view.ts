/** What a session offers to pages and bots; they read nothing else. */

import type { ServerMessages } from "../../shared/protocol.ts";
import type { DrawnBody, GameTypes, SessionEvents } from "../game.ts";
import type { Transport } from "../transport/socketLike.ts";

/** The state of the connection, as a player should be told it. */
export type Link =
  | { state: "playing" }
  /** `since` is on the clock given to `frame`; the session tries to come back by itself. */
  | { state: "lost"; since: number; giveUpAt: number }
  | { state: "over"; code: number; reason: string };

/** Everything that happens once in a session of any game. */
export interface EngineEvents {
  chat: ServerMessages["chat"];
  emote: ServerMessages["emote"];
  notice: ServerMessages["notice"];
  /** More was said while the player was away than is told again. */
  gap: ServerMessages["gap"];
  /** The match goes on in another process. */
  moved: ServerMessages["moved"];
  /** The match is logged. */
  logged: ServerMessages["logged"];
  error: ServerMessages["error"];
  link: Link;
  /** A patch moved the predicted own body. Units; the newest tick. */
  correction: { size: number; tick: number };
}

/** Figures of the connection and of how well prediction and interpolation do. */
export interface SessionStats {
  /** What carries the connection: a WebSocket, or HTTP with a streamed answer or polled ones. */
  transport: Transport;
  /** Milliseconds; 0 until known. */
  rtt: number;
  /** Milliseconds a patch's arrival strays from its cadence, smoothed. */
  jitter: number;
  /** Milliseconds others are drawn in the past, behind the newest patch's estimated present. */
  delay: number;
  /** The tick of others on the screen, with fractions: what the server judges shots at. */
  drawnTick: number;
  /**
   * Milliseconds in the past at which the server looks at the targets of this player's shots, going by what the screen
   * shows; more than it goes back when the link is slow.
   */
  rewind: number;
  /** Inputs sent and not yet acknowledged. */
  pending: number;
  patches: number;
  /** Bytes received and sent since the join. */
  bytesIn: number;
  bytesOut: number;
  /** Reconciliations that moved the predicted own body, and the size of the latest in units. */
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
  /** For links: joining this room by id leads to this player. */
  readonly roomId: string;
  /** Id of the match, when it is logged: a link to its replay names it. */
  readonly match: string | undefined;
  readonly link: Link;
  readonly stats: Readonly<SessionStats>;
  readonly events: {
    /** @returns how to stop listening */
    on<Name extends keyof EngineEvents>(name: Name, heard: (event: EngineEvents[Name]) => void): () => void;
  };
  /** The player of an entity, while it is in the interest set. `hue` is 1/256 of the colour circle. */
  playerOf(key: string): { name: string; hue: number } | undefined;
  /** The present server tick by estimate, with fractions: for clocks on the screen. */
  serverTick(): number;
  /** @param scope "lobby": to all rooms, not only to players nearby */
  chat(text: string, scope?: "lobby"): void;
  emote(id: number): void;
  /** Looks from another player's entity while the own one is out of play. @param key in the state */
  spectate(key: string): void;
  /** Closes the connection and keeps the seat, for a page that is put away and may be taken out again. */
  suspend(): void;
  /** After `suspend`: comes back to the seat, while it is kept. */
  resume(): void;
  leave(): Promise<void>;
}

/** A player's place in a room, as a game and its bots use it. Made by `join` in connect.ts. */
export interface PlayerSession<T extends GameTypes> extends AnySession {
  /** The newest patch's state, for what is not interpolated. */
  readonly state: T["state"];
  /** What the game keeps for this session. */
  readonly game: T["view"];
  readonly events: {
    /** @returns how to stop listening */
    on<Name extends keyof SessionEvents<T>>(
      name: Name,
      heard: (event: SessionEvents<T>[Name]) => void,
    ): () => void;
  };
  /**
   * Once a drawn frame, before anything below is read: sends the inputs that are due and works out what to draw.
   * @param now ms on any clock that moves evenly
   */
  frame(now: number, intent: Readonly<T["intent"]>): void;
  /** The own entity as predicted; undefined until its first state is there. */
  own(): T["drawn"] | undefined;
  /** All entities to draw, the own one included; those out of play too. */
  entities(): Iterable<T["drawn"]>;
  /** A predicted body as it is to be drawn: the own one, or one that all clients predict. */
  body(name: keyof T["bodies"] & string): Readonly<DrawnBody>;
  /** A message of the game's own. */
  send<Name extends keyof T["messages"] & string>(name: Name, message: T["messages"][Name]): void;
}
