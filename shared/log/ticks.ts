/**
 * What is in a segment of ticks, one operation after the other:
 *
 *   step      inputs of a tick, and the step itself
 *   inputs    inputs that came before a command of the same tick; the step follows
 *   command   anything else that changes a world (command.ts)
 *   hash      the world as it is now: of all of it 32 bits, of each field 8
 *
 * Inputs are written for the roster: the players that had a seat at the latest checkpoint, and those that have joined since.
 *
 *   [a bit for each: 1 is not as expected] ([1 byte: inputs, and whether it idled] [input]*) for each 1
 *
 * As expected is: as many inputs as in the step before (one or none, or idle), each as expected (inputFields.ts).
 */
export const OP = { step: 1, failedStep: 2, inputs: 3, command: 4, failedCommand: 5, hash: 6 } as const;

/** Bit of a player's byte: after its inputs, a step without a hand on the controls. The lower bits count the inputs. */
export const IDLED = 8;

/** @returns what a player is expected to do in the next step that did so in this one */
export const shapeAfter = (shape: number): number => (shape === 0 || shape === IDLED ? shape : 1);

/** Ticks from one hash to the next, and of a segment: 1 s. */
export const HASH_EVERY = 30;
/** Ticks from one checkpoint to the next: 10 s. A replay may begin at each. */
export const CHECKPOINT_EVERY = 300;

/** Steps that were made again after a checkpoint, to recover a match whose owner died. */
export interface ReplayedTicks {
  /** Tick of the checkpoint. */
  readonly from: number;
  /** Keys of the players that had a seat there, in their order. */
  readonly seated: readonly string[];
  readonly operations: Uint8Array;
  /** @returns the world of the checkpoint as it is stored */
  world(): unknown;
}
