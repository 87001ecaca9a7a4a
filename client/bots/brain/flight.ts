/** Runs the brain of one player: holds its latest input, and counts late answers. */
import type { BrainInput, BrainPlayer, View } from "./contract.ts";
import { type BrainFault, faultOf } from "./fault.ts";

export class Flight {
  readonly #player: BrainPlayer;
  /** The input to apply: the latest answer; neutral before the first answer and after a fault. */
  readonly input: BrainInput;
  readonly #neutral: BrainInput;
  #pending: Promise<void> | undefined;
  /** Set once the brain has failed: it is not called again. */
  fault: BrainFault | undefined;
  answers = 0;
  /** Ticks without an answer in time: the previous input was applied again. */
  timeouts = 0;

  constructor(player: BrainPlayer, neutral: BrainInput) {
    this.#player = player;
    this.#neutral = neutral;
    this.input = { ...neutral };
  }

  /** Resolves once the brain has started, or has failed to start. */
  get ready(): Promise<void> {
    return this.#player.ready.catch((error) => this.stop(faultOf(error)));
  }

  /** Requests the input of this tick. @returns a promise if the brain is asynchronous; it never rejects */
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

  /** Whether an answer is pending. Until it arrives, the latest answer is applied. */
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
