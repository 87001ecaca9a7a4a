/**
 * What the worlds of most games have in common: settings, tick and randomness, and in each player's entity a
 * queue of inputs, and whether the player is away.
 */
import { type InputOf, type InputTable, neutralOf } from "../shared/fields/input.ts";
import { INPUT } from "../shared/limits.ts";
import { type Random, seeded } from "../shared/maths/random.ts";

/** A world extends this. The table of the root stores `random`. */
export interface Seeded<Settings = object> {
  readonly settings: Settings;
  /** Steps since the match began. */
  tick: number;
  /** The only source of randomness. */
  random: Random;
}

/** @returns the initial values of these properties */
export const freshWorld = <Settings>(settings: Settings, seed: number): Seeded<Settings> => ({
  ...{ settings, tick: 0, random: seeded(seed) },
});

/** A player's entity extends this. `players` makes its table. */
export interface QueuedPlayer<Input = unknown> {
  /** The player's session id, or the key of an entity that the server steers. */
  key: string;
  name: string;
  score: number;
  /** The connection is lost; the seat is kept. */
  away: boolean;
  /** The player says that it is a bot. */
  bot: boolean;
  /** Inputs to apply in the coming step: the first `inputCount` of `inputs`, which are reused. */
  inputs: Input[];
  inputCount: number;
}

/** @returns the initial values of these properties */
export const freshPlayer = <T extends InputTable>(table: T, key: string): QueuedPlayer<InputOf<T>> => ({
  ...{ key, name: "", score: 0, away: false, bot: false, inputCount: 0 },
  inputs: Array.from({ length: INPUT.perTick }, neutralOf(table)),
});

type Queue<Input> = Pick<QueuedPlayer<Input>, "inputs" | "inputCount">;

/**
 * @param copy copies the fields of an input; a room has a generated function of its table
 * @returns a function that queues an input for the coming step; inputs beyond `INPUT.perTick` are ignored,
 * `input` is copied
 */
export const queueBy =
  <Of extends object>(copy: (from: Readonly<Of>, to: Of) => void) =>
  <Input extends Of>(player: Queue<Input>, input: Readonly<Input>): void => {
    const slot = player.inputs[player.inputCount];
    if (slot === undefined) return;
    copy(input, slot);
    player.inputCount++;
  };

/** The same for any input. */
export const queueInput = queueBy<object>((from, to) => void Object.assign(to, from));

/**
 * Applies the inputs of this step and empties the queue. In some steps a player has no input, in others
 * several.
 * @param idle applied once while the player is away, because no client sends an input then
 */
export function takeInputs<Input>(
  player: QueuedPlayer<Input>,
  idle: Readonly<Input>,
  apply: (input: Readonly<Input>) => void,
): void {
  if (player.away) apply(idle);
  for (let i = 0; i < player.inputCount; i++) apply(player.inputs[i]!);
  player.inputCount = 0;
}
