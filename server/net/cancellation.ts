/**
 * Signals to running work that its result is no longer needed. (An AbortController with its events would cost
 * a request for a seat more time than the search for the seat.)
 */
type Listener = (reason: Error) => void;

export class Cancellation {
  #reason: Error | undefined;
  #listeners: Set<Listener> | undefined;

  /**
   * Without effect when it is cancelled already. @param reason the error with which work fails from now on
   */
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

  /**
   * Calls `listener` when it is cancelled, or at once if it is already.
   * @returns a function that removes the listener
   */
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
