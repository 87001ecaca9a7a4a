/**
 * The live table: in a terminal one line that is redrawn each second, elsewhere a new line every few seconds.
 */
import { spread } from "./spread.ts";
import type { Swarm } from "./swarm.ts";

/** Seconds between two lines if the output is no terminal. */
const SPARSE = 5;

export class Table {
  readonly #out: NodeJS.WriteStream;
  #beats = 0;
  #patches = 0;
  #bytes = 0;
  #at = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** @param stopped bots whose brain was stopped by a fault */
  show(swarm: Swarm, stopped = 0): void {
    const line = `${this.#line(swarm)}${stopped > 0 ? ` · brains stopped ${stopped}` : ""}`;
    if (this.#out.isTTY) this.#out.write(`\r\x1b[2K${line}`);
    else if (this.#beats++ % SPARSE === 0) this.#out.write(`${line}\n`);
  }

  /** Ends the line, so that the last table stays on the screen. */
  end(): void {
    if (this.#out.isTTY) this.#out.write("\n");
  }

  #line({ bots, wanted, elapsed, lateness }: Swarm): string {
    const stats = bots.map(({ session }) => session.stats);
    const playing = bots.filter(({ session }) => session.link.state === "playing").length;
    const sum = (of: (one: (typeof stats)[number]) => number) =>
      stats.reduce((total, one) => total + of(one), 0);
    const [patches, bytes, at] = [sum((one) => one.patches), sum((one) => one.bytesIn), elapsed()];
    const seconds = Math.max(at - this.#at, 0.001);
    const perBot = (now: number, before: number) => (now - before) / seconds / Math.max(1, bots.length);
    const cells = [
      `${at.toFixed(0).padStart(4)} s`,
      `joined ${bots.length}/${wanted}`,
      `playing ${playing}`,
      `rtt ${spread(stats.map((one) => one.rtt)).p50.toFixed(0)} ms`,
      `patches/s ${perBot(patches, this.#patches).toFixed(1)}`,
      `kB/s ${(perBot(bytes, this.#bytes) / 1000).toFixed(1)}`,
      `corrections ${sum((one) => one.corrections)}`,
      `drops ${sum((one) => one.drops)}`,
      `late ${lateness().p99.toFixed(0)} ms`,
    ];
    [this.#patches, this.#bytes, this.#at] = [patches, bytes, at];
    return cells.join(" · ");
  }
}
