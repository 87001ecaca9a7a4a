/**
 * The contract of brains: between a game and authors of brains, and between a brain and its callers (bots,
 * spar, league).
 */
import type { InputTable } from "../../../shared/fields/index.ts";
import type { Random } from "../../../shared/maths/random.ts";

/** Values of an input, by field. */
export interface BrainInput {
  [field: string]: number | boolean;
}

/** The view of a brain in one tick. Read-only. */
export interface View {
  readonly tick: number;
}

/** The memory of one player, kept from tick to tick. A reload starts with an empty one. */
export interface Memory {
  /**
   * For `random`, `between` and `whole` of shared/maths/random.ts: the same seed makes the same decisions.
   */
  random: Random;
  [key: string]: unknown;
}

/**
 * @param input the input of the previous tick; the brain may change it in place
 * @returns the input of this tick; absent fields are 0. undefined: `input`, with the changes that the brain
 * made.
 */
export type BrainFunction<V extends View = View> = (
  view: V,
  memory: Memory,
  input: BrainInput,
  // biome-ignore lint/suspicious/noConfusingVoidType: a brain that fills `input` returns nothing
) => Partial<BrainInput> | void;

/** What a game publishes for authors of brains. */
export interface BrainContract {
  /** Name and version of the game. */
  readonly game: string;
  readonly version: number;
  /** The fields that a brain sets. */
  readonly input: InputTable;
  /** Constants of the game, sent once to programs, which cannot import them. */
  readonly constants: { readonly [name: string]: unknown };
  /** The file that `--new` copies: a brain that already plays. It imports types only. */
  readonly starter: URL;
}

/** The brain of one player. */
export interface BrainPlayer {
  /** Resolves when it can decide. Rejects with a `BrainFault`. */
  readonly ready: Promise<void>;
  /**
   * Must not be called while the promise of the previous call is pending. The promise waits until the brain
   * is `ready`.
   * @returns the input; the object is reused
   * @throws BrainFault, or rejects with it
   */
  decide(view: View): Readonly<BrainInput> | Promise<Readonly<BrainInput>>;
  close(reason: string): void;
}

/** The source of a brain: a file, a package, a program or the game itself. */
export interface BrainSource {
  /** For tables and reports. */
  readonly label: string;
  player(seed: number): BrainPlayer;
  /**
   * Registers a callback for changes of the source: its players must then be created again. Absent: the
   * source never changes.
   */
  onChange?(changed: () => void): void;
  /** Ends all its processes and file watchers. */
  close(): Promise<void>;
}
