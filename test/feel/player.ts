/** A scripted client: the game's session with a brain as its input device, and a record of its screen. */
import type { BrainMemory } from "../../games/skirmish/brains/brain.ts";
import { BRAINS } from "../../games/skirmish/brains/index.ts";
import { viewOf } from "../../games/skirmish/brainView.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { neutralInput, type ShipInput } from "../../games/skirmish/shared/input.ts";
import { seeded } from "../../shared/maths/random.ts";

/** What a screen showed, frame by frame. */
export interface Screen {
  /** [ms, drawn tick, number of the ship, x, y] of every other ship in play. */
  others: number[];
  /** Corrections that moved the own ship. */
  corrections: { tick: number; size: number }[];
  /** Own bolts that met a ship on the screen. */
  met: { shot: number; target: number; tick: number }[];
  /** Ticks of the received patches. */
  patches: number[];
  /** [ms, unacknowledged inputs], once a frame. */
  pending: number[];
  /** [ms, x, y] of the own ship, once a frame in play. */
  own: number[];
  /** Ships in the interest set, once a frame. */
  inSight: number[];
}

const blank = (): Screen => ({
  others: [],
  corrections: [],
  met: [],
  patches: [],
  pending: [],
  own: [],
  inSight: [],
});

/** Changes `input` once a frame. Without a hand the input is neutral. */
export type Hand = (input: ShipInput) => void;

export class Player {
  readonly session: SkirmishSession;
  screen = blank();
  hand: Hand | undefined;
  readonly #input = neutralInput();
  readonly #memory: BrainMemory;
  #patches = 0;

  constructor(session: SkirmishSession, seed: number) {
    this.session = session;
    this.#memory = { random: seeded(seed) };
    session.events.on("correction", ({ tick, size }) => this.screen.corrections.push({ tick, size }));
    session.events.on("boltEnd", ({ met, shot }) => {
      const target = met === undefined ? undefined : session.state.ships.get(met)?.id;
      if (target !== undefined) this.screen.met.push({ shot, target, tick: session.state.tick });
    });
  }

  get id(): number {
    return this.session.own()?.id ?? 0;
  }

  /** The game's own fighter brain. */
  fight = (input: ShipInput): void => {
    const view = viewOf(this.session);
    if (view !== undefined) BRAINS.hunter(view, this.#memory, input);
  };

  /** Starts a new record. @returns the one so far */
  cutScreen(): Screen {
    const { screen } = this;
    this.screen = blank();
    return screen;
  }

  frame(now: number): void {
    const { session, screen } = this;
    this.hand?.(this.#input);
    session.frame(now, this.#input);
    const { drawnTick, pending, patches } = session.stats;
    screen.pending.push(now, pending);
    if (patches !== this.#patches) screen.patches.push(session.state.tick);
    this.#patches = patches;
    const own = session.own();
    if (own?.alive) screen.own.push(now, own.x, own.y);
    let inSight = 0;
    for (const ship of session.entities()) {
      if (ship.mine || !ship.alive) continue;
      inSight++;
      screen.others.push(now, drawnTick, ship.id, ship.x, ship.y);
    }
    screen.inSight.push(inSight);
  }
}
