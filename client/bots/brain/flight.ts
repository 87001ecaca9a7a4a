/** One player's brain at work: it holds the latest input, and counts faults and answers that came too late. */
import type { BrainInput, BrainPlayer, View } from "./contract.ts";
import { type BrainFault, faultOf } from "./fault.ts";

export class Flight {
  readonly #player: BrainPlayer;
  /** The input to apply: that of the latest answer; neutral before the first and after a fault. */
  readonly input: BrainInput;
  readonly #neutral: BrainInput;
  #pending: Promise<void> | undefined;
  /** The brain has failed: it decides no more. */
  fault: BrainFault | undefined;
  answers = 0;
  /** Ticks in which no answer was there in time; the input before was applied again. */
  timeouts = 0;

  constructor(player: BrainPlayer, neutral: BrainInput) {
    this.#player = player;
    this.#neutral = neutral;
    this.input = { ...neutral };
  }

  /** Resolves when the brain can decide, or has failed to start. */
  get ready(): Promise<void> {
    return this.#player.ready.catch((error) => this.stop(faultOf(error)));
  }

  /** Asks for the input of this tick. @returns a promise if the answer takes time; it never rejects */
  ask(view: View): Promise<void> | undefined {
    if (this.fault !== undefined) return undefined;
    if (this.#pending !== undefined) return this.#pending;
    try {
      const answer = this.#player.decide(view);
      if (!(answer instanceof Promise)) {
        this.#take(answer);
        return undefined;
      }
      this.#pending = answer
        .then(
          (input) => this.#take(input),
          (error) => this.stop(faultOf(error)),
        )
        .finally(() => {
          this.#pending = undefined;
        });
      return this.#pending;
    } catch (error) {
      this.stop(faultOf(error));
      return undefined;
    }
  }

  /** A brain that answers late plays by its latest answer meanwhile. */
  get isLate(): boolean {
    return this.#pending !== undefined;
  }

  stop(fault: BrainFault): void {
    this.fault ??= fault;
    Object.assign(this.input, this.#neutral);
    this.close("fault");
  }

  close(reason: string): void {
    this.#player.close(reason);
  }

  #take(input: Readonly<BrainInput>): void {
    this.answers++;
    if (this.fault === undefined) Object.assign(this.input, input);
  }
}
