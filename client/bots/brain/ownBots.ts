/** Authors' brains as pilots of live bots. A fault stops its own bot only, and is counted. */
import type { GameTypes } from "../../game.ts";
import type { BotGame, Pilot } from "../game.ts";
import type { BrainSource, View } from "./contract.ts";
import { BrainFault } from "./fault.ts";
import { Flight } from "./flight.ts";
import { inputReader } from "./inputReader.ts";

/** A brain counts as hung after this many ticks without an answer (5 s). */
const HANGS = 150;

export interface BrainTally {
  /** Number of bots that are stopped by a fault; number of occurrences of each fault. */
  readonly stopped: number;
  readonly faults: { [message: string]: number };
  readonly answers: number;
  /** Ticks in which the answer was late. */
  readonly timeouts: number;
}

export class OwnBots {
  readonly #game: BotGame<GameTypes>;
  readonly #source: BrainSource;
  readonly #print: (line: string) => void;
  readonly #pilots: OwnPilot[] = [];
  readonly #faults = new Map<string, number>();

  /** @param print reports each distinct fault once, to the author */
  constructor(game: BotGame<GameTypes>, source: BrainSource, print: (line: string) => void) {
    this.#game = game;
    this.#source = source;
    this.#print = print;
    source.onChange?.(() => {
      for (const pilot of this.#pilots) pilot.renew();
    });
  }

  /** @param seed of the pilot's random generator */
  pilot(_brain: string, seed: number): Pilot<GameTypes> {
    const pilot = new OwnPilot(this.#game, () => this.#source.player(seed), this.#note);
    this.#pilots.push(pilot);
    return pilot;
  }

  tally(): BrainTally {
    const sum = (of: (pilot: OwnPilot) => number) =>
      this.#pilots.reduce((total, pilot) => total + of(pilot), 0);
    return {
      stopped: sum(({ isStopped }) => Number(isStopped)),
      faults: Object.fromEntries(this.#faults),
      answers: sum(({ answers }) => answers),
      timeouts: sum(({ timeouts }) => timeouts),
    };
  }

  async close(): Promise<void> {
    for (const pilot of this.#pilots) pilot.close();
    await this.#source.close();
  }

  readonly #note = ({ message }: BrainFault): void => {
    const times = this.#faults.get(message) ?? 0;
    this.#faults.set(message, times + 1);
    if (times === 0) this.#print(`brain stopped: ${message}`);
  };
}

class OwnPilot implements Pilot<GameTypes> {
  readonly #game: BotGame<GameTypes>;
  readonly #make: () => ReturnType<BrainSource["player"]>;
  readonly #note: (fault: BrainFault) => void;
  readonly #neutral;
  #flight: Flight;
  #isReady = false;
  #noted: BrainFault | undefined;
  /** Ticks since the latest answer. */
  #waited = 0;
  /** Totals of the brains before the latest reload. */
  #answered = 0;
  #late = 0;

  constructor(
    game: BotGame<GameTypes>,
    make: () => ReturnType<BrainSource["player"]>,
    note: (fault: BrainFault) => void,
  ) {
    this.#game = game;
    this.#make = make;
    this.#note = note;
    this.#neutral = inputReader(game.authoring!.contract).neutral();
    this.#flight = this.#start();
  }

  get isStopped(): boolean {
    return this.#flight.fault !== undefined;
  }

  get answers(): number {
    return this.#answered + this.#flight.answers;
  }

  get timeouts(): number {
    return this.#late + this.#flight.timeouts;
  }

  intent(session: Parameters<Pilot<GameTypes>["intent"]>[0]): Readonly<GameTypes["intent"]> {
    const flight = this.#flight;
    const view = this.#isReady ? this.#game.authoring!.viewOf(session) : undefined;
    if (view !== undefined) this.#fly(flight, view);
    if (flight.fault !== undefined && flight.fault !== this.#noted) {
      this.#noted = flight.fault;
      this.#note(flight.fault);
    }
    return flight.input;
  }

  /** Continues with the reloaded brain: a stopped bot plays again. */
  renew(): void {
    this.#answered += this.#flight.answers;
    this.#late += this.#flight.timeouts;
    this.#flight.close("reload");
    this.#flight = this.#start();
  }

  close(): void {
    this.#flight.close("over");
  }

  #fly(flight: Flight, view: View): void {
    if (!flight.isLate) {
      this.#waited = 0;
      flight.ask(view);
      return;
    }
    flight.timeouts++;
    if (++this.#waited === HANGS)
      flight.stop(new BrainFault(`the brain has not answered for ${HANGS} ticks`));
  }

  #start(): Flight {
    const player = this.#make();
    const flight = new Flight(player, this.#neutral);
    this.#isReady = false;
    player.ready.then(
      () => {
        this.#isReady = this.#isReady || flight === this.#flight;
      },
      (fault) => flight.stop(fault),
    );
    return flight;
  }
}
