/**
 * Many matches side by side for learners, as a vector environment: `reset(seed)`, then `step(inputs)`. No
 * sockets, no clock.
 *
 *   inputs        worlds × players × fields of an input, as numbers
 *   observations  worlds × players × numbers (`names.observation`)
 *   rewards       worlds × players
 *   done          worlds: its match is over; the observations are already those of the next one
 */
import type { BrainInput, BrainPlayer, View } from "../../client/bots/brain/contract.ts";
import { inputReader } from "../../client/bots/brain/inputReader.ts";
import { functionPlayer } from "../../client/bots/brain/moduleBrain.ts";
import type { Reward, Training } from "../../shared/arena.ts";
import { Match } from "../../shared/log/match.ts";
import type { GameWorld, Player } from "../../shared/rules.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { ArenaGame } from "../spar/entrants.ts";

export interface WorldsOptions {
  /** Matches side by side. */
  readonly worlds: number;
  /** Players of the learner in each. */
  readonly players: number;
  /** Names of built-in brains that play against them in each. */
  readonly opponents?: readonly string[];
  /** Length of a match, s. */
  readonly seconds: number;
}

export interface Stepped {
  /** All are reused: copy what you keep. */
  readonly observations: Float32Array;
  readonly rewards: Float32Array;
  readonly done: Uint8Array;
}

interface One {
  readonly match: Match;
  readonly players: readonly Player[];
  readonly opponents: readonly { readonly player: Player; readonly brain: BrainPlayer }[];
  readonly reward: Reward;
}

/** The game defines no training, or an opponent does not exist. */
export class NoTraining extends Error {}

export class Worlds {
  readonly names: { readonly input: readonly string[]; readonly observation: readonly string[] };
  /** Least and greatest value of each number of an input; undefined: any number. */
  readonly ranges: readonly (readonly [min: number, max: number] | undefined)[];
  readonly options: WorldsOptions;
  readonly #game: ArenaGame;
  readonly #training: Training<GameWorld>;
  readonly #reader;
  readonly #input: BrainInput;
  /** An input with all fields of the game's table. */
  readonly #whole: object;
  readonly #ticks: number;
  readonly #observations: Float32Array;
  readonly #rewards: Float32Array;
  readonly #done: Uint8Array;
  #all: One[] = [];
  #nextSeed = 0;

  /** @throws NoTraining */
  constructor(game: ArenaGame, options: WorldsOptions) {
    const { training } = game.arena;
    if (training === undefined)
      throw new NoTraining(
        `${game.arena.game} defines no training: it does not say what a learner sees and what is rewarded`,
      );
    for (const name of options.opponents ?? [])
      if (!Object.hasOwn(game.brains.brains, name))
        throw new NoTraining(`"${name}": expected one of ${Object.keys(game.brains.brains).join(", ")}`);
    this.options = options;
    this.#game = game;
    this.#training = training();
    this.#reader = inputReader(game.brains.contract);
    this.#input = this.#reader.neutral();
    this.#whole = game.server.inputs.neutral() as object;
    this.#ticks = Math.round(options.seconds * TICK_RATE);
    const { worlds, players } = options;
    const { observation } = this.#training;
    const { fields } = game.brains.contract.input;
    this.names = { input: Object.keys(fields), observation };
    this.ranges = Object.values(fields).map(({ kind: { clean } }) =>
      clean === undefined || clean.how === "finite" ? undefined : [clean.min, clean.max],
    );
    this.#observations = new Float32Array(worlds * players * observation.length);
    this.#rewards = new Float32Array(worlds * players);
    this.#done = new Uint8Array(worlds);
  }

  /**
   * Begins all matches anew. The same seed and inputs give the same matches.
   * @param seed 0…2³²−1
   * @returns the observations
   */
  reset(seed: number): Float32Array {
    this.#nextSeed = seed;
    this.#all = Array.from({ length: this.options.worlds }, () => this.#begin());
    for (let i = 0; i < this.#all.length; i++) this.#observe(i);
    return this.#observations;
  }

  /**
   * Advances all matches by one tick.
   * @param inputs values out of range are clamped
   * @throws before the first `reset`
   */
  step(inputs: ArrayLike<number>): Stepped {
    const { players, worlds } = this.options;
    const needed = worlds * players * this.names.input.length;
    if (this.#all.length === 0) throw new Error("reset() comes before the first step()");
    if (inputs.length !== needed) throw new Error(`${inputs.length} numbers of inputs: expected ${needed}`);
    for (let i = 0; i < worlds; i++) {
      this.#step(i, inputs);
      const isOver = this.#all[i]!.match.world.tick >= this.#ticks;
      this.#done[i] = Number(isOver);
      if (isOver) this.#all[i] = this.#begin();
      this.#observe(i);
    }
    return { observations: this.#observations, rewards: this.#rewards, done: this.#done };
  }

  #step(i: number, inputs: ArrayLike<number>): void {
    const { match, players, opponents, reward } = this.#all[i]!;
    const { input: fields } = this.names;
    const input = this.#input;
    let at = i * players.length * fields.length;
    for (const player of players) {
      for (const field of fields) {
        const value = inputs[at++]!;
        if (typeof input[field] === "boolean") input[field] = value >= 0.5;
        else input[field] = Number.isNaN(value) ? 0 : value;
      }
      this.#reader.check(input);
      match.give(player, Object.assign(this.#whole, input));
    }
    if (opponents.length > 0) {
      const see = this.#game.arena.views(match.world);
      for (const { player, brain } of opponents)
        match.give(player, Object.assign(this.#whole, brain.decide(see(player.key) as View)));
    }
    match.step();
    reward.stepped();
    for (let p = 0; p < players.length; p++)
      this.#rewards[i * players.length + p] = reward.of(players[p]!.key);
  }

  #observe(i: number): void {
    const { match, players } = this.#all[i]!;
    const { length } = this.names.observation;
    for (let p = 0; p < players.length; p++)
      this.#training.observe(
        match.world,
        players[p]!.key,
        this.#observations,
        (i * players.length + p) * length,
      );
  }

  #begin(): One {
    const { arena, server, brains } = this.#game;
    const { players, opponents = [] } = this.options;
    const seed = this.#nextSeed;
    this.#nextSeed = (seed + 1) >>> 0;
    const world = server.create(arena.settings(players + opponents.length), seed);
    arena.begin(world);
    const match = new Match(server, world);
    const join = (key: string): Player => {
      match.apply({ type: "join", key, name: key });
      return match.seated.get(key)!;
    };
    return {
      match,
      players: Array.from({ length: players }, (_, p) => join(`learner-${p + 1}`)),
      opponents: opponents.map((name, o) => ({
        player: join(`${name}-${o + 1}`),
        brain: functionPlayer(brains.brains[name]!, brains.contract, (seed + o) >>> 0),
      })),
      reward: this.#training.reward(world),
    };
  }
}
