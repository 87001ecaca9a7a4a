/**
 * Works out beforehand what each bot of a scenario does and when. Pure: the same scenario gives the same
 * plan.
 */
import { between, type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import type { NetName } from "../link/profiles.ts";
import type { Phase, Scenario } from "./format.ts";

/** A bot is known by its number: 0, 1, 2, … in the order of the joins. `at`: seconds since the start. */
export type Action = { at: number; phase: number; bot: number } & (
  | { type: "join"; brain: string; net: NetName }
  | { type: "leave" }
  /** @property away seconds until the bot returns to its seat */
  | { type: "drop"; away: number }
  | { type: "chat"; text: string }
);

export interface PlannedPhase {
  name: string;
  /** Seconds since the start. */
  from: number;
  to: number;
}

export interface Plan {
  phases: readonly PlannedPhase[];
  /** In the order of their times. */
  actions: readonly Action[];
  /** Bots that join in all. */
  joins: number;
  /** Nets that bots play over. */
  nets: readonly NetName[];
  seconds: number;
}

const LINES = [
  "gg",
  "nice shot",
  "anyone near the middle?",
  "behind you!",
  "good round",
  "where is everybody?",
];

/** @param defaultBrain of bots for which the scenario names none */
export function planOf(scenario: Scenario, defaultBrain: string): Plan {
  const crew = new Crew(scenario, defaultBrain);
  const phases: PlannedPhase[] = [];
  let from = 0;
  let bots = 0;
  for (const [i, phase] of scenario.phases.entries()) {
    bots = phase.bots ?? bots;
    crew.play(phase, i, from, bots);
    phases.push({ name: phase.name, from, to: from + phase.seconds });
    from += phase.seconds;
  }
  const { actions } = crew;
  const joins = actions.filter((action) => action.type === "join");
  return {
    phases,
    actions,
    joins: joins.length,
    nets: [...new Set(joins.map(({ net }) => net))],
    seconds: from,
  };
}

/** @returns the number of bots that should play then */
export function targetAt({ actions }: Plan, at: number): number {
  let target = 0;
  for (const action of actions) {
    if (action.at > at) break;
    if (action.type === "join") target++;
    else if (action.type === "leave") target--;
  }
  return target;
}

/** The bots as they should be, while the plan is made. */
class Crew {
  readonly actions: Action[] = [];
  readonly #scenario: Scenario;
  readonly #defaultBrain: string;
  readonly #chance: Random;
  readonly #playing: number[] = [];
  /** Until when a dropped bot is away, by its number, s. */
  readonly #away = new Map<number, number>();
  readonly #mixes = new Map<string, Mix>();
  #next = 0;

  constructor(scenario: Scenario, defaultBrain: string) {
    this.#scenario = scenario;
    this.#defaultBrain = defaultBrain;
    this.#chance = seeded(scenario.seed);
  }

  play(phase: Phase, index: number, from: number, bots: number): void {
    for (const { at, what } of this.#moments(phase, bots)) {
      const when = { at: from + at, phase: index };
      if (what === "join") this.#join(when, phase);
      if (what === "leave") this.#leave(when);
      if (what === "replace" && this.#leave(when)) this.#join(when, phase);
      if (what === "drop") this.#drop(when, Math.min(phase.churn.away, Math.max(0.1, phase.seconds - at)));
      if (what === "chat") this.#chat(when);
    }
  }

  /** @returns what happens in the phase, in the order of its times, s since its beginning */
  #moments({ seconds, ramp = this.#scenario.ramp, churn, chat }: Phase, bots: number) {
    const change = bots - this.#playing.length;
    const moments: { at: number; what: "join" | "leave" | "replace" | "drop" | "chat" }[] = [];
    for (let i = 0; i < Math.abs(change); i++)
      moments.push({ at: i / ramp, what: change > 0 ? "join" : "leave" });
    for (const [what, perMinute] of [
      ["replace", churn.leaves],
      ["drop", churn.drops],
      ["chat", chat],
    ] as const) {
      // One in each stretch of equal length: the number is exact, and the times are not regular.
      const count = Math.round((perMinute * seconds) / 60);
      for (let i = 0; i < count; i++)
        moments.push({ at: ((i + between(this.#chance, 0, 1)) * seconds) / count, what });
    }
    return moments.sort((a, b) => a.at - b.at);
  }

  #join(when: { at: number; phase: number }, phase: Phase): void {
    const brains = phase.brains ?? this.#scenario.brains ?? { [this.#defaultBrain]: 1 };
    const nets = phase.nets ?? this.#scenario.nets ?? { clean: 1 };
    const key = JSON.stringify([brains, nets]);
    const mix = this.#mixes.get(key) ?? new Mix(brains, nets);
    this.#mixes.set(key, mix);
    const bot = this.#next++;
    this.#playing.push(bot);
    this.actions.push({ ...when, bot, type: "join", ...mix.next() });
  }

  /** @returns whether there was a bot to leave */
  #leave(when: { at: number; phase: number }): boolean {
    const [bot] = this.#playing.splice(whole(this.#chance, this.#playing.length), 1);
    if (bot === undefined) return false;
    this.actions.push({ ...when, bot, type: "leave" });
    return true;
  }

  #drop(when: { at: number; phase: number }, away: number): void {
    const bot = this.#someone(when.at);
    if (bot === undefined) return;
    this.#away.set(bot, when.at + away);
    this.actions.push({ ...when, bot, type: "drop", away });
  }

  #chat(when: { at: number; phase: number }): void {
    const bot = this.#someone(when.at);
    const text = LINES[whole(this.#chance, LINES.length)]!;
    if (bot !== undefined) this.actions.push({ ...when, bot, type: "chat", text });
  }

  /** @returns a bot that is not away then */
  #someone(at: number): number | undefined {
    const present = this.#playing.filter((bot) => (this.#away.get(bot) ?? 0) <= at);
    return present[Math.floor(random(this.#chance) * present.length)];
  }
}

/** Deals brains and nets so that each pair has its share at any time: 3:1 hunters are 3 of the first 4. */
class Mix {
  readonly #pairs: { brain: string; net: NetName; share: number; dealt: number }[];
  #dealt = 0;

  constructor(brains: { [name: string]: number }, nets: { [name: string]: number }) {
    const sum = (shares: { [name: string]: number }) => Object.values(shares).reduce((a, b) => a + b, 0);
    const all = sum(brains) * sum(nets);
    this.#pairs = Object.entries(brains).flatMap(([brain, part]) =>
      Object.entries(nets).map(([net, other]) => ({
        ...{ brain, net: net as NetName, share: (part * other) / all, dealt: 0 },
      })),
    );
  }

  next(): { brain: string; net: NetName } {
    this.#dealt++;
    const owed = ({ share, dealt }: { share: number; dealt: number }) => share * this.#dealt - dealt;
    const pair = this.#pairs.reduce((most, one) => (owed(one) > owed(most) + 1e-9 ? one : most));
    pair.dealt++;
    return { brain: pair.brain, net: pair.net };
  }
}
