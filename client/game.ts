/**
 * The contract between a game and the engine's client. The engine joins, reconnects, predicts, reconciles and
 * interpolates; the game defines its entities, how their fields are drawn, and the predicted step.
 *
 *   intent ──input──▶ server            patch ──▶ entities.fields ──▶ drawn entities
 *      └────predict.step──▶ bodies ◀──predict.read──┘
 *
 * A game names its types in one interface, and everything else follows from it:
 *
 *   interface Puck extends GameTypes { state: PuckState; entity: Skater; … }
 *   const puck: GameClient<Puck> = { … };
 *   const session = await join(puck, { url, room, name });     // Session<Puck>
 */
import type { EntityTable } from "../shared/fields/index.ts";
import type { EngineEvents } from "./session/view.ts";

/** The types of a game. `GameClient` uses them. */
export interface GameTypes {
  /** The replicated state of a room. */
  state: RoomState;
  /** A replicated entity of the kind that players control. */
  entity: object;
  /** The same entity as it is to be drawn. */
  drawn: DrawnEntity;
  /** The intent of a player in a frame. */
  intent: object;
  /** The input that the server applies in one tick. */
  input: object;
  /** The bodies that the client predicts, by name. */
  bodies: Bodies;
  /** Other arguments of the step, such as a map or a phase. */
  rules: unknown;
  /** The result of a step, such as the weapon that fired. */
  outcome: unknown;
  /** Events of a session besides the engine's own, by name. */
  events: object;
  /** Messages from client to server besides the engine's own, by name. */
  messages: object;
  /** The state that the game keeps for each session: a `GameView`, and members for scene and HUD. */
  view: object;
}

/** The part of a room's state that the engine reads. */
export interface RoomState {
  /** Steps since the match began. */
  readonly tick: number;
  /** Number of players' entities in the room, including those out of sight. */
  readonly crowd: number;
}

/** The part of a schema map that the client reads. */
export interface EntityMap<Entity> {
  get(key: string): Entity | undefined;
  entries(): Iterable<[string, Entity]>;
}

/**
 * An entity as it is to be drawn in this frame: these fields, and the fields of its table. Objects are reused
 * between frames: do not keep them.
 */
export interface DrawnEntity {
  /**
   * Its key in the state: the session id of a player, or another key for an entity that the server controls.
   */
  key: string;
  x: number;
  y: number;
  /** Units a second; for remote entities an estimate from the drawn motion. */
  vx: number;
  vy: number;
  /** Whether this player controls the entity. */
  mine: boolean;
  /** Opacity: rises from 0 to 1 within 250 ms after the entity has entered the interest set. */
  fade: number;
}

/** A body that the client predicts. All fields are numbers, because it is copied field by field. */
export interface Body {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  /** 1/65536 turns. */
  angle?: number;
}

/**
 * All bodies that one step advances: the player's own one, and shared ones that every client predicts, such
 * as a ball. Each body is reconciled and smoothed separately.
 */
export type Bodies = { own: Body } & { [name: string]: Body };

/** A body as it is to be drawn in this frame. The object is reused between frames: do not keep it. */
export interface DrawnBody {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  /** Radians. */
  angle: number;
}

/** How the HUD shows a player. */
export interface ShownPlayer {
  readonly name: string;
  /** 1/256 of the colour circle. */
  readonly hue: number;
  /** Whether it has declared itself a bot; then a mark is shown before its name. */
  readonly bot?: boolean;
  /** The server controls it. */
  readonly isPilot?: boolean;
}

/** The entities that players control, and how remote ones are drawn. */
export interface EntityRules<T extends GameTypes> {
  of(state: T["state"]): EntityMap<T["entity"]>;
  /**
   * Their table: `drawn` has a field for each of its rows, drawn by the rule of the row. The position must be
   * named `x` and `y` and drawn with "lerp"; a field `angle` of the own entity comes from its body.
   */
  readonly table: Pick<EntityTable, "draw" | "fields">;
  /** @returns whether an entity is in play, by the newest patch; without this function every entity is */
  inPlay?(entity: T["entity"]): boolean;
  /** @returns how the HUD shows the player of an entity */
  player(entity: T["entity"]): ShownPlayer;
  /** A larger motion in one tick, units, means that the server placed the entity: no motion is drawn. */
  readonly leap: number;
  /** An extrapolation error larger than this is corrected at once, units. */
  readonly astray: number;
}

export interface InputRules<T extends GameTypes> {
  /** @returns the intent while there is no connection; the server does the same without inputs */
  idle(intent: Readonly<T["intent"]>): T["intent"];
  /** @param viewTime as sent; see shared/viewTime.ts */
  input(intent: Readonly<T["intent"]>, viewTime: number): T["input"];
}

/** Prediction: the client makes the server's step at once. On a clean link both results are bit-identical. */
export interface PredictRules<T extends GameTypes> {
  blank(): T["bodies"];
  /**
   * Copies the exact values of the server from the newest state.
   * @returns false while the state lacks them
   */
  read(to: T["bodies"], state: T["state"], entity: T["entity"]): boolean;
  /** Advances all bodies by one tick, in place. */
  step(bodies: T["bodies"], input: Readonly<T["input"]>, rules: T["rules"]): T["outcome"];
  /** A changed value means that the server placed the bodies (respawn, face-off): no correction is drawn. */
  life(entity: T["entity"]): number;
  /** A correction by more than this is drawn as a jump, units. */
  readonly jump: number;
  /** @returns the shared ones of `bodies`, by name, as objects of the newest state. Absent: there are none. */
  shared?(state: T["state"]): Iterable<readonly [body: string, of: Body | undefined]>;
}

/** The members of a session that a game can read, and its event emitter. */
export interface SessionParts<T extends GameTypes> {
  readonly key: string;
  /** The state by the newest patch. */
  readonly state: T["state"];
  /** Server tick of remote entities on the screen, with fractions. */
  readonly drawnTick: number;
  /** Number of the newest own input that the newest patch acknowledges. */
  readonly acknowledged: number;
  /** The predicted bodies after the newest input. */
  readonly bodies: Readonly<T["bodies"]>;
  /** The own entity; it exists even before the first patch. */
  readonly own: T["drawn"];
  /** Remote entities in sight. */
  others(): Iterable<T["drawn"]>;
  emit<Name extends keyof T["events"]>(name: Name, event: T["events"][Name]): void;
}

/** An input that has just been sent and stepped. */
export interface SentInput {
  seq: number;
  /** Server tick that was on the screen when it was due, with fractions. */
  drawnTick: number;
}

/**
 * Hooks of a game in a session. `rules` is called for each step; the other hooks are optional, and called at
 * their event.
 */
export interface GameView<T extends GameTypes> {
  /** @returns the rules of a step, by the newest patch; not called before a patch contains the own entity */
  rules(): T["rules"];
  /** A patch was read into the state; entities and bodies are not updated yet. */
  stateRead?(): void;
  /** A patch was read, and entities and bodies are updated. @param now ms */
  patched?(now: number): void;
  /** An own input was sent and the bodies were stepped by it. */
  stepped?(outcome: T["outcome"], sent: Readonly<SentInput>): void;
  /** The own entity was placed for this frame; the game may add effects that follow the intent at once. */
  drawOwn?(drawn: T["drawn"], intent: Readonly<T["intent"]>): void;
  /** All entities were placed for this frame. @param now ms */
  framed?(now: number): void;
  /** An entity came into play or went out of play: a remote one as drawn, the own one by the newest patch. */
  inPlayChanged?(drawn: Readonly<T["drawn"]>, inPlay: boolean, at: { x: number; y: number }): void;
  /** The client has reconnected: unacknowledged inputs of the old connection are lost. @param now ms */
  reconnected?(now: number): void;
  /** The match continues from an earlier tick (a takeover): frames drawn since that tick are void. */
  rewound?(): void;
  /** The server sent a message that the engine does not handle. */
  message?(type: string, message: unknown): void;
}

export interface GameClient<T extends GameTypes> {
  readonly entities: EntityRules<T>;
  readonly input: InputRules<T>;
  readonly predict: PredictRules<T>;
  /** Called once for each session. The result is `session.game`. */
  view(parts: SessionParts<T>): T["view"] & GameView<T>;
}

/** All events of a session. */
export type SessionEvents<T extends GameTypes> = EngineEvents & T["events"];
