/** The client side of Skirmish: prediction, drawn entities and events. */
import type { DrawnEntity, GameClient, GameTypes, SessionParts } from "../../../../client/game.ts";
import type { Session } from "../../../../client/session/session.ts";
import type { PlayerSession } from "../../../../client/session/view.ts";
import type { Values } from "../../../../shared/fields/index.ts";
import { ships } from "../../entities.ts";
import type { WhyAnswer } from "../../shared/deathReport.ts";
import { FLAG } from "../../shared/flags.ts";
import type { ShipInput } from "../../shared/input.ts";
import type { SkirmishMessages } from "../../shared/messages.ts";
import type { Phase } from "../../shared/phase.ts";
import type { ArenaState, Ship } from "../../shared/schema/state.ts";
import { type ShipBody, type StepRules, stepShip } from "../../shared/ship.ts";
import { SkirmishView } from "./skirmishView.ts";

/** A ship as it is to be drawn in this frame: the fields of its table; `key` is its key in `state.ships`. */
export type DrawnShip = DrawnEntity & Values<(typeof ships)["fields"]>;

/** Events of a session of Skirmish. Places (units) and angles (radians) are as drawn. */
export interface SkirmishEvents {
  /** A shot: of the own ship at once; of another ship in the first drawn frame of the bolt. */
  shot: { x: number; y: number; angle: number; weapon: number; mine: boolean };
  /**
   * The end of a bolt, where it was last drawn. `met`: key of the ship that an own bolt has hit on the
   * screen.
   */
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
  /** Ore was collected; `mine` when the own ship was the nearest. */
  pickup: { x: number; y: number; mine: boolean };
  /** A hit that the server has confirmed. `mine`: this player shot. */
  hit: SkirmishMessages["hit"] & { mine: boolean };
  kill: SkirmishMessages["kill"];
  /** The answer to the question `why`. */
  why: WhyAnswer;
  phase: { phase: Phase; round: number };
  /** The map changed (`session.game.map`). */
  map: undefined;
}

export type Emit = SessionParts<Skirmish>["emit"];

/** The intent of a player in a frame; see `ShipInput`. */
export type Intent = Pick<ShipInput, "moveX" | "moveY" | "aim" | "buttons">;

export interface Skirmish extends GameTypes {
  state: ArenaState;
  entity: Ship;
  drawn: DrawnShip;
  intent: Intent;
  input: ShipInput;
  bodies: { own: ShipBody };
  rules: ShipRules;
  /** Index of the weapon that fires, or −1. */
  outcome: number;
  events: SkirmishEvents;
  messages: { respawn: Record<string, never>; rematch: Record<string, never>; why: Record<string, never> };
  view: SkirmishView;
}

/** What the predicted step of the own ship reads of the world. */
export interface ShipRules extends StepRules {
  /** A destroyed ship does not fly. */
  alive: boolean;
}

export type SkirmishSession = Session<Skirmish>;
export type ShipSession = PlayerSession<Skirmish>;

const blankBody = (): ShipBody => ({
  x: 0,
  y: 0,
  vx: 0,
  vy: 0,
  angle: 0,
  energy: 0,
  cooldown: 0,
  shots: 0,
});

export const skirmishClient: GameClient<Skirmish> = {
  entities: {
    of: (state) => state.ships,
    table: ships,
    inPlay: ({ alive }) => alive,
    player: ({ name, hue, flags }) => ({
      ...{ name, hue, bot: (flags & FLAG.bot) !== 0, isPilot: (flags & FLAG.pilot) !== 0 },
    }),
    /** Units; seven times as far as a ship flies in a tick. */
    leap: 150,
    astray: 80,
  },
  input: {
    idle: ({ aim }) => ({ moveX: 0, moveY: 0, aim, buttons: 0 }),
    input: ({ moveX, moveY, aim, buttons }, seen) => ({ moveX, moveY, aim, buttons, seen }),
  },
  predict: {
    blank: () => ({ own: blankBody() }),
    read: ({ own: to }, _state, { own }) => {
      if (own === undefined) return false;
      to.x = own.x;
      to.y = own.y;
      to.vx = own.vx;
      to.vy = own.vy;
      to.angle = own.angle;
      to.energy = own.energy;
      to.cooldown = own.cooldown;
      to.shots = own.shots;
      return true;
    },
    step: ({ own }, input, rules) => (rules.alive ? stepShip(own, input, rules) : -1),
    life: ({ alive, own }) => (alive && own !== undefined ? own.spawns : -1),
    jump: 200,
  },
  view: (parts) => new SkirmishView(parts),
};
