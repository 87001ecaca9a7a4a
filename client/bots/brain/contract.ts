/** What a game says to authors of brains, and what a brain is to whoever lets it play: bots, spar and league. */
import type { InputTable } from "../../../shared/fields/index.ts";
import type { Random } from "../../../shared/maths/random.ts";

/** Values of an input, by field. */
export interface BrainInput {
  [field: string]: number | boolean;
}

/** What a brain sees in one tick. It is not to be changed. */
export interface View {
  readonly tick: number;
}

/** What a brain remembers from tick to tick. Each player has its own; a reload begins with a new one. */
export interface Memory {
  /** For `random`, `between` and `whole` of shared/maths/random.ts: the same seed makes the same decisions. */
  random: Random;
  [key: string]: unknown;
}

/**
 * @param input that of the tick before; the brain may change it in place
 * @returns the input of this tick: fields that are absent are 0. Nothing: `input` as it was left.
 */
export type BrainFunction<V extends View = View> = (
  view: V,
  memory: Memory,
  input: BrainInput,
  // biome-ignore lint/suspicious/noConfusingVoidType: a brain that fills `input` returns nothing
) => Partial<BrainInput> | void;

/** What a game says to authors of brains. */
export interface BrainContract {
  /** Name and version of the game. */
  readonly game: string;
  readonly version: number;
  /** The fields that a brain sets. */
  readonly input: InputTable;
  /** What a program is told once, because it cannot import it. */
  readonly constants: { readonly [name: string]: unknown };
  /** A brain that fights, as a file to begin with. It imports types only. */
  readonly starter: URL;
}

/** The brain of one player. */
export interface BrainPlayer {
  /** Resolves when it can decide. Rejects with a `BrainFault`. */
  readonly ready: Promise<void>;
  /**
   * Not to be called before the promise of the call before has settled. A promise waits until the brain is `ready`.
   * @returns the input; the object is reused
   * @throws BrainFault, or rejects with it
   */
  decide(view: View): Readonly<BrainInput> | Promise<Readonly<BrainInput>>;
  close(reason: string): void;
}

/** Where brains come from: a file, a package, a program or the game itself. */
export interface BrainSource {
  /** For tables and reports. */
  readonly label: string;
  player(seed: number): BrainPlayer;
  /** Calls back when players are to be made anew, because the source has changed. Absent: it does not change. */
  onChange?(changed: () => void): void;
  /** Ends what it runs. */
  close(): Promise<void>;
}
