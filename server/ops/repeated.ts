/**
 * Reports something that may happen many times a second: at once when it is new, then as totals every 5 s
 * while it goes on.
 */

/** ms */
const SUM_EVERY = 5000;
/** Number of kinds that are distinguished at a time; further new ones are reported as the latest kind. */
const APART = 20;

/** Logs it. @param times how often it has happened since the last report */
type Report = (times: number) => void;

interface Known {
  times: number;
  /** Of the latest occurrence. */
  report: Report;
  timer: NodeJS.Timeout;
}

export class Repeated {
  readonly #known = new Map<string, Known>();

  add(kind: string, report: Report): void {
    const known = this.#known.get(kind) ?? (this.#known.size >= APART ? this.#latest : undefined);
    if (known === undefined) {
      this.#known.set(kind, { times: 0, report, timer: this.#sumLater(kind) });
      report(1);
      return;
    }
    known.times++;
    known.report = report;
  }

  /** Nothing more is reported. */
  end(): void {
    for (const { timer } of this.#known.values()) clearTimeout(timer);
    this.#known.clear();
  }

  get #latest(): Known | undefined {
    return [...this.#known.values()].at(-1);
  }

  #sumLater(kind: string): NodeJS.Timeout {
    return setTimeout(() => this.#sum(kind), SUM_EVERY).unref();
  }

  #sum(kind: string): void {
    const known = this.#known.get(kind)!;
    const { times, report } = known;
    if (times === 0) {
      this.#known.delete(kind);
      return;
    }
    known.times = 0;
    known.timer = this.#sumLater(kind);
    report(times);
  }
}
