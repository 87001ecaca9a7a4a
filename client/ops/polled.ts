/** A list that the console polls, because the live feed does not contain it. */
import type { AskOrder } from "./dialogs.ts";

/** Time between two requests, ms. */
const EVERY = 10_000;
/** Time between a change of the list and the next request, ms. */
const SOON = 500;

export interface Polled {
  /** Call once a second: requests the list when that is due. */
  draw(): void;
  /** Call after a change of the list: it is requested soon. */
  changed(): void;
  /** Asks for an order that changes the list. */
  readonly askOrder: AskOrder;
}

/** @param read requests and shows the list, or why it cannot be read */
export function createPolled(read: () => Promise<void>, ask: AskOrder): Polled {
  let next = 0;
  let isAsking = false;
  const changed = (): void => {
    next = performance.now() + SOON;
  };
  return {
    changed,
    askOrder: (question, name, bodyOf) =>
      ask(question, name, (text) => {
        changed();
        return bodyOf(text);
      }),
    draw() {
      if (isAsking || performance.now() < next) return;
      isAsking = true;
      next = performance.now() + EVERY;
      void read().finally(() => {
        isAsking = false;
      });
    },
  };
}
