/**
 * Time series of the figures that the page has received, one value a second. The server does not keep them.
 */

/** Values kept: ten minutes. */
const KEPT = 600;

export class History {
  /** s since 1970. */
  readonly times: number[] = [];
  readonly #series = new Map<string, (number | null)[]>();

  /** @param at s since 1970. @param values by name; a series without a value gets null */
  add(at: number, values: ReadonlyMap<string, number>): void {
    // A server may send the same second twice, and after a reconnection another server's clock may be behind.
    if (at <= (this.times.at(-1) ?? 0)) return;
    for (const name of values.keys())
      if (!this.#series.has(name))
        this.#series.set(
          name,
          this.times.map(() => null),
        );
    this.times.push(at);
    for (const [name, series] of this.#series) series.push(values.get(name) ?? null);
    if (this.times.length <= KEPT) return;
    this.times.shift();
    for (const [name, series] of this.#series) {
      series.shift();
      if (series.every((value) => value === null)) this.#series.delete(name);
    }
  }

  of(name: string): readonly (number | null)[] {
    return this.#series.get(name) ?? [];
  }

  /** @returns names of series with this prefix, oldest first */
  names(prefix: string): string[] {
    return [...this.#series.keys()].filter((name) => name.startsWith(prefix));
  }
}
