/**
 * Events that operators should know of. Strangers decide how often some of them occur, so repeated events are
 * reported once and then as totals: an attack is one line every few seconds, however hard it is.
 *
 *   add ─▶ first of its kind and text: reported at once ─▶ store ─▶ feeds of all processes
 *     └──▶ again within 5 s: counted, and reported as one event afterwards
 */
import type { EventKind, OpsEvent, OrderPart } from "../../shared/operators.ts";

/** An event and its position in the order of all events, `milliseconds-number`. */
export type Stored = [id: string, event: OpsEvent];

/** Keeps the latest events. */
export interface EventStore {
  /** Never rejects, and is not waited for. */
  add(event: OpsEvent): void;
  /** @returns the events after an id, oldest first; without an id the latest ones. At most `count`. */
  after(id: string | undefined, count: number): Promise<Stored[]>;
}

/** Number of events that are kept. */
export const KEPT = 1000;
/** ms */
const SUM_EVERY = 5000;
/** Number of different events that are distinguished at a time; further new ones are reported together. */
const APART = 50;
const MANY = "many different things at once";

/** For a process without Redis. */
export class MemoryEvents implements EventStore {
  readonly #ring: Stored[] = [];
  #last = [0, 0] as [ms: number, number: number];

  add(event: OpsEvent): void {
    const [ms, number] = this.#last;
    this.#last = event.at > ms ? [event.at, 0] : [ms, number + 1];
    this.#ring.push([this.#last.join("-"), event]);
    if (this.#ring.length > KEPT) this.#ring.shift();
  }

  async after(id: string | undefined, count: number): Promise<Stored[]> {
    if (id === undefined) return this.#ring.slice(-count);
    const found = this.#ring.findIndex(([one]) => comesAfter(one, id));
    return found < 0 ? [] : this.#ring.slice(found, found + count);
  }
}

function comesAfter(a: string, b: string): boolean {
  const [ams, anumber] = a.split("-").map(Number) as [number, number];
  const [bms, bnumber] = b.split("-").map(Number) as [number, number];
  return ams > bms || (ams === bms && anumber > bnumber);
}

/** The events of one server. */
export class EventLog {
  store: EventStore = new MemoryEvents();
  /** Id of this process. */
  process = "";
  readonly #repeated = new Map<string, OpsEvent & { count: number }>();

  /** @param text without secrets and addresses @param part of an order, when an operator has given it */
  add(kind: EventKind, text: string, part?: OrderPart): void {
    const event: OpsEvent = { kind, text, at: Date.now(), process: this.process, ...part };
    // Events of operators are not merged: each names its operator.
    if (part === undefined && this.#isRepeated(event)) return;
    this.store.add(event);
  }

  #isRepeated(event: OpsEvent): boolean {
    const key = `${event.kind} ${event.text}`;
    const known = this.#repeated.get(key);
    if (known !== undefined) {
      known.count++;
      return true;
    }
    if (this.#repeated.size >= APART && event.text !== MANY) {
      this.add(event.kind, MANY);
      return true;
    }
    this.#repeated.set(key, { ...event, count: 0 });
    setTimeout(() => this.#sum(key), SUM_EVERY).unref();
    return false;
  }

  /** While an event repeats, it is reported at intervals. */
  #sum(key: string): void {
    const known = this.#repeated.get(key)!;
    if (known.count === 0) {
      this.#repeated.delete(key);
      return;
    }
    const { count, ...event } = known;
    this.store.add({ ...event, at: Date.now(), ...(count > 1 && { count }) });
    known.count = 0;
    setTimeout(() => this.#sum(key), SUM_EVERY).unref();
  }
}
