/**
 * What a game tells the engine's client. The engine joins, reconnects, paces inputs, predicts, reconciles and
 * interpolates; the game says which entities there are, how their fields are drawn, and how a step of its own goes.
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

/** The types of a game. The comments say what each is; `GameClient` says what becomes of it. */
export interface GameTypes {
  /** The replicated state of a room. */
  state: RoomState;
  /** A replicated entity of the kind that players fly. */
  entity: object;
  /** The same, as it is to be drawn. */
  drawn: DrawnEntity;
  /** What a player wants in a frame. */
  intent: object;
  /** What the server takes for one tick. */
  input: object;
  /** What the client predicts, by name. */
  bodies: Bodies;
  /** What the world around allows in a step: a map, a phase. */
  rules: unknown;
  /** What a step gives back, as "has fired". */
  outcome: unknown;
  /** Events of a session besides the engine's own, by name. */
  events: object;
  /** Messages from client to server besides the engine's own, by name. */
  messages: object;
  /** What the game keeps for each session: a `GameView` and whatever it shows. */
  view: object;
}

/** What the engine reads of a room's state. */
export interface RoomState {
  /** Steps since the match began. */
  readonly tick: number;
  /** Entities of players in the room, those out of sight included. */
  readonly crowd: number;
}

/** A schema map, as far as it is read here. */
export interface EntityMap<Entity> {
  get(key: string): Entity | undefined;
  entries(): Iterable<[string, Entity]>;
}

/**
 * An entity as it should be drawn in this frame: this, and the fields of its table. Objects are reused between frames: read, do not
 * keep.
 */
export interface DrawnEntity {
  /** Its key in the state: the session id of a player, or another one for an entity that the server flies. */
  key: string;
  x: number;
  y: number;
  /** Units a second; of remote entities, estimated from what was drawn. */
  vx: number;
  vy: number;
  /** Whether this player flies it. */
  mine: boolean;
  /** 0 when it has just come into view, 1 from a quarter of a second on. */
  fade: number;
}

/** A body that the client steps itself. Only numbers: it is copied field by field. */
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
 * All bodies that one step advances: the player's own one, and others that every client predicts, such as a ball that anybody
 * may push. Each is reconciled and smoothed by itself.
 */
export type Bodies = { own: Body } & { [name: string]: Body };

/** A body as it should be drawn in this frame. Reused between frames. */
export interface DrawnBody {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  /** Radians. */
  angle: number;
}

/** The entities that players fly, and how the remote ones are drawn. */
export interface EntityRules<T extends GameTypes> {
  of(state: T["state"]): EntityMap<T["entity"]>;
  /**
   * Their table: `drawn` has a field for each of its rows, drawn by the row's rule. The position must be called `x` and `y` and
   * drawn "lerp"; a field `angle` of the own entity is that of its body.
   */
  readonly table: Pick<EntityTable, "draw" | "fields">;
  /** Whether an entity is in play, as a patch says; without this function every entity always is. */
  inPlay?(entity: T["entity"]): boolean;
  /** How others are told who flies it. `hue` is 1/256 of the colour circle. */
  player(entity: T["entity"]): { name: string; hue: number };
  /** More than any entity moves in a tick, units: it was put there, and nothing is drawn in between. */
  readonly leap: number;
  /** An extrapolation that turns out to be off by more than this is corrected at once, units. */
  readonly astray: number;
}

export interface InputRules<T extends GameTypes> {
  /** What remains of an intent without a connection; the server does the same without inputs. */
  idle(intent: Readonly<T["intent"]>): T["intent"];
  /** @param viewTime as it travels; see shared/viewTime.ts */
  input(intent: Readonly<T["intent"]>, viewTime: number): T["input"];
}

/** The step that the server will make, made at once. On a clean link both come to the same result, bit for bit. */
export interface PredictRules<T extends GameTypes> {
  blank(): T["bodies"];
  /** Takes the server's exact values from the newest patch. @returns false when they are not in it (yet) */
  read(to: T["bodies"], state: T["state"], entity: T["entity"]): boolean;
  /** Advances all bodies by one tick, in place. */
  step(bodies: T["bodies"], input: Readonly<T["input"]>, rules: T["rules"]): T["outcome"];
  /** Another value means that the bodies were put somewhere: a respawn, a death, a kick-off. No correction is drawn. */
  life(entity: T["entity"]): number;
  /** A correction by more than this is drawn as a jump, units. */
  readonly jump: number;
}

/** What a game can read of its session, and how it tells of events. */
export interface SessionParts<T extends GameTypes> {
  readonly key: string;
  /** The newest patch's. */
  readonly state: T["state"];
  /** Server tick of remote entities on the screen, with fractions. */
  readonly drawnTick: number;
  /** The newest own input that the newest patch contains. */
  readonly acknowledged: number;
  /** After the newest input. */
  readonly bodies: Readonly<T["bodies"]>;
  /** The own entity, even before anything is known of it. */
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

/** What a game keeps for a session. `rules` is asked often; all others are called when something happens, if they exist. */
export interface GameView<T extends GameTypes> {
  /** What the world allows in a step now, by the newest patch; not asked before a patch has told of the own entity. */
  rules(): T["rules"];
  /** A patch has been read into the state; nothing else follows it yet. */
  stateRead?(): void;
  /** A patch is here, and entities and bodies follow it. @param now ms */
  patched?(now: number): void;
  /** An own input was sent and the bodies were stepped by it. */
  stepped?(outcome: T["outcome"], sent: Readonly<SentInput>): void;
  /** The own entity has its place in this frame; what answers the player's hand at once can be added. */
  drawOwn?(drawn: T["drawn"], intent: Readonly<T["intent"]>): void;
  /** Everything has its place in this frame. @param now ms */
  framed?(now: number): void;
  /** An entity came into play or went out of it, as drawn; the own one as the newest patch says. */
  inPlayChanged?(drawn: Readonly<T["drawn"]>, inPlay: boolean, at: { x: number; y: number }): void;
  /** The connection is a new one: what was sent over the old one and is not acknowledged is lost. @param now ms */
  reconnected?(now: number): void;
  /** The match goes on from an earlier tick: what was drawn since has not happened. */
  rewound?(): void;
  /** A message from the server that the engine does not know. */
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
