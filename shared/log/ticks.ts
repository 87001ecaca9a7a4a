/**
 * The contents of a segment of ticks: a sequence of operations.
 *
 *   step      inputs of a tick, and the step itself
 *   inputs    inputs that were applied before a command of the same tick; the step follows
 *   command   anything else that changes a world (command.ts)
 *   hash      the world at this point: 32 bits for the whole world, 8 for each field
 *
 * Inputs are encoded by roster: the players that had a seat at the latest checkpoint, and those that have
 * joined since.
 *
 *   [a bit for each player: 1 = not as expected] ([1 byte: number of inputs, and whether it idled] [input]*) for each 1
 *
 * Expected is the number of inputs of the previous step (one, none, or idle), with each input as expected
 * (inputFields.ts).
 */
export const OP = { step: 1, failedStep: 2, inputs: 3, command: 4, failedCommand: 5, hash: 6 } as const;

/** Bit of a player's byte: a neutral input follows its inputs. The lower bits count the inputs. */
export const IDLED = 8;

/** @param done the byte of a player in this step @returns the expected byte for the next step */
export const shapeAfter = (shape: number): number => (shape === 0 || shape === IDLED ? shape : 1);

/** Ticks between two hashes, and ticks of a segment: 1 s. */
export const HASH_EVERY = 30;
/** Ticks between two checkpoints: 10 s. A replay can begin at each checkpoint. */
export const CHECKPOINT_EVERY = 300;

/** The steps after a checkpoint that were replayed to recover a match whose owner died. */
export interface ReplayedTicks {
  /** Tick of the checkpoint. */
  readonly from: number;
  /** Keys of the players with a seat at the checkpoint, in the order of their seats. */
  readonly seated: readonly string[];
  readonly operations: Uint8Array;
  /** @returns the stored world of the checkpoint */
  world(): unknown;
}
