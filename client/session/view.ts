/** What a session shows to whoever draws or thinks: the browser game and the bots read nothing else. */

import type { ArenaMap } from "../../games/skirmish/shared/map.ts";
import type { SkirmishMessages } from "../../games/skirmish/shared/messages.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { Phase, ServerMessages } from "../../shared/protocol.ts";

/** A ship as it should be drawn in this frame. Objects are reused between frames: read, do not keep. */
export interface DrawnShip {
  /** Session id of the player, or the pilot's key; the key in `state.ships`. */
  key: string;
  id: number;
  name: string;
  /** 1/256 of the colour circle. */
  hue: number;
  x: number;
  y: number;
  /** Units a second; of others, estimated from what was drawn. */
  vx: number;
  vy: number;
  /** Radians. */
  angle: number;
  hull: number;
  score: number;
  alive: boolean;
  /** See `FLAG` in games/skirmish/shared/schema/state.ts. */
  flags: number;
  mine: boolean;
  /** 0 when it has just come into view, 1 from a quarter of a second on. */
  fade: number;
}

/** A bolt as it should be drawn in this frame. Reused between frames. */
export interface DrawnBolt {
  key: string;
  x: number;
  y: number;
  /** Radians. */
  angle: number;
  weapon: number;
  mine: boolean;
  /** 1, falling to 0 when a shot that was shown at once turns out not to have happened. */
  fade: number;
}

/** The state of the connection, as a player should be told it. */
export type Link =
  | { state: "playing" }
  /** `since` is on the clock given to `frame`; the session tries to come back by itself. */
  | { state: "lost"; since: number; giveUpAt: number }
  | { state: "over"; code: number; reason: string };

/** Everything that happens once. Places and angles are as drawn. */
export interface SessionEvents {
  /** A muzzle flash: at once for one's own shot, with the first drawn frame of the bolt for others'. */
  shot: { x: number; y: number; angle: number; weapon: number; mine: boolean };
  /** A bolt's end, where it was last drawn. `met`: key of the ship that an own one met on the screen. */
  boltEnd: {
    x: number;
    y: number;
    angle: number;
    weapon: number;
    shot: number;
    on: "ship" | "rock" | "air";
    met: string | undefined;
  };
  explosion: { x: number; y: number; key: string; hue: number; mine: boolean };
  spawn: { x: number; y: number; key: string; hue: number; mine: boolean };
  /** Ore taken near a ship; `mine` when the own ship was the nearest. */
  pickup: { x: number; y: number; mine: boolean };
  /** Confirmed by the server. `mine`: shot by this player. */
  hit: SkirmishMessages["hit"] & { mine: boolean };
  kill: SkirmishMessages["kill"];
  chat: ServerMessages["chat"];
  emote: ServerMessages["emote"];
  notice: ServerMessages["notice"];
  /** More was said while the player was away than is told again. */
  gap: ServerMessages["gap"];
  /** The match goes on in another process. */
  moved: ServerMessages["moved"];
  error: ServerMessages["error"];
  phase: { phase: Phase; round: number };
  /** The map changed (`session.map`). */
  map: undefined;
  link: Link;
  /** A patch moved the predicted own ship. Units; the newest tick. */
  correction: { size: number; tick: number };
}

/** Figures of the connection and of how well prediction and interpolation do. */
export interface SessionStats {
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
  /** Reconciliations that moved the predicted ship, and the size of the latest in units. */
  corrections: number;
  lastCorrection: number;
  drops: number;
  returns: number;
}

/** What a player wants in this frame. */
export interface Intent {
  /** Thrust, −127…127 each way, in screen directions. */
  moveX: number;
  moveY: number;
  /** Where the nose should point, 1/65536 turns. */
  aim: number;
  /** See `BUTTON` in games/skirmish/shared/input.ts. */
  buttons: number;
}

/** A player's place in a room, as the game and the bots use it. Made by `join` in connect.ts. */
export interface PlayerSession {
  /** Key of the own ship in `state.ships`. */
  readonly key: string;
  readonly room: string;
  /** For links: who joins it by id plays with this player. */
  readonly roomId: string;
  /** The newest patch's state, for what is not interpolated: phase, leaders, pickups, names. */
  readonly state: ArenaState;
  readonly map: ArenaMap;
  readonly link: Link;
  readonly stats: Readonly<SessionStats>;
  readonly events: {
    /** @returns how to stop listening */
    on<Name extends keyof SessionEvents>(name: Name, heard: (event: SessionEvents[Name]) => void): () => void;
  };
  /**
   * Once a drawn frame, before anything below is read: sends the inputs that are due and works out what to draw.
   * @param now ms on any clock that moves evenly
   */
  frame(now: number, intent: Readonly<Intent>): void;
  /** The own ship as predicted; undefined until its first state is there. */
  own(): DrawnShip | undefined;
  /** All ships to draw, the own one included; dead ones too (`alive`). */
  ships(): Iterable<DrawnShip>;
  bolts(): Iterable<DrawnBolt>;
  /** The present server tick by estimate, with fractions: for clocks on the screen. */
  serverTick(): number;
  /** @param scope "lobby": to everybody in all rooms, not only to those around */
  chat(text: string, scope?: "lobby"): void;
  emote(id: number): void;
  respawn(): void;
  /** Looks from another ship while the own one is destroyed. @param key in `state.ships` */
  spectate(key: string): void;
  /** Closes the connection and keeps the seat, for a page that is put away and may be taken out again. */
  suspend(): void;
  /** After `suspend`: comes back to the seat, while it is kept. */
  resume(): void;
  leave(): Promise<void>;
}
