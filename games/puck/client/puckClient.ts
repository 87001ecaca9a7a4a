/** Puck as the engine's client plays it: everybody predicts its own skater and the puck. */
import type { DrawnEntity, GameClient, GameTypes } from "../../../client/game.ts";
import type { PlayerSession } from "../../../client/session/view.ts";
import { skaters } from "../entities.ts";
import { type Body, hitPuck, type Push, stepPuck, stepSkater } from "../shared/rink.ts";
import type { PuckState, SkaterState } from "../shared/state.ts";
import { HUES } from "../shared/teams.ts";

export interface DrawnSkater extends DrawnEntity {
  name: string;
  team: number;
  pilot: boolean;
  score: number;
}

export interface PuckTypes extends GameTypes {
  state: PuckState;
  entity: SkaterState;
  drawn: DrawnSkater;
  intent: Push;
  input: Push;
  bodies: { own: Body; puck: Body };
  rules: { faceOff: boolean };
  outcome: undefined;
  events: object;
  messages: object;
  view: object;
}

export type PuckSession = PlayerSession<PuckTypes>;

const HANDS_OFF: Push = { moveX: 0, moveY: 0, buttons: 0 };
const blank = (): Body => ({ x: 0, y: 0, vx: 0, vy: 0 });

export const puckClient: GameClient<PuckTypes> = {
  entities: {
    of: (state) => state.skaters,
    table: skaters,
    player: ({ name, team }) => ({ name, hue: HUES[team] ?? 0 }),
    /** Five times as far as a skater moves in a tick. */
    leap: 90,
    astray: 60,
  },
  input: {
    idle: () => HANDS_OFF,
    input: ({ moveX, moveY, buttons }) => ({ moveX, moveY, buttons }),
  },
  predict: {
    blank: () => ({ own: blank(), puck: blank() }),
    read({ own, puck }, state, { x, y, own: exact }) {
      const told = state.pucks.get("puck");
      if (exact === undefined || told === undefined) return false;
      Object.assign(own, { x, y, vx: exact.vx, vy: exact.vy });
      Object.assign(puck, { x: told.x, y: told.y, vx: told.vx, vy: told.vy });
      return true;
    },
    step({ own, puck }, input, { faceOff }) {
      stepSkater(own, faceOff ? HANDS_OFF : input);
      if (faceOff) return;
      hitPuck(own, puck);
      stepPuck(puck);
    },
    life: ({ placed }) => placed,
    jump: 160,
  },
  view: ({ state }) => ({ rules: () => ({ faceOff: state.phase === "faceOff" }) }),
};
