/**
 * Tells code that works on something that the result is not wanted any more. (An AbortController with its events costs a request
 * for a seat more time than it takes to find the seat.)
 */
type Listener = (reason: Error) => void;

export class Cancellation {
  #reason: Error | undefined;
  #listeners: Set<Listener> | undefined;

  /** Without effect when it is cancelled already. @param reason what work fails with from now on */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener(reason);
  }

  /** Undefined while it is not cancelled. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** @throws the reason */
  throwIfCancelled(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Calls `listener` once it is cancelled: at once when it is already. @returns takes the listener out again */
  onCancel(listener: Listener): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => {};
    }
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => void this.#listeners?.delete(listener);
  }
}
