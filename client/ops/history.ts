/** What the page has seen so far, a value a second: the server keeps none of it. */

/** Ten minutes. */
const KEPT = 600;

export class History {
  /** s since 1970. */
  readonly times: number[] = [];
  readonly #series = new Map<string, (number | null)[]>();

  /** @param at s since 1970 @param values by name; what is not among them has none at this time */
  add(at: number, values: ReadonlyMap<string, number>): void {
    // A server may tell of the same second twice, or its clock be behind that of the one before.
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

  /** Names that begin like that, oldest first. */
  names(prefix: string): string[] {
    return [...this.#series.keys()].filter((name) => name.startsWith(prefix));
  }
}
