/** Log lines, with a table below them that is drawn anew: it stays at the bottom of a terminal. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  #table = "";

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  get redraws(): boolean {
    return this.#out.isTTY;
  }

  print(text: string): void {
    if (!this.redraws) {
      this.#out.write(`${text}\n`);
      return;
    }
    const table = this.#table;
    this.show("");
    this.#out.write(`${text}\n`);
    this.show(table);
  }

  /** @param table lines without an end of line; empty takes it away */
  show(table: string): void {
    if (!this.redraws) return;
    const lines = this.#table === "" ? 0 : this.#table.split("\n").length;
    // Up to where the old one began, and everything below is cleared.
    if (lines > 0) this.#out.write(`\x1b[${lines}F\x1b[J`);
    if (table !== "") this.#out.write(`${table}\n`);
    this.#table = table;
  }
}
