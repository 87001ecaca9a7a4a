/** Prints log lines above a table that is redrawn at the bottom of the terminal. */
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

  /** @param table lines without a final line break; "" removes the table */
  show(table: string): void {
    if (!this.redraws) return;
    const lines = this.#table === "" ? 0 : this.#table.split("\n").length;
    // Moves the cursor up to the start of the old table, and clears everything below.
    if (lines > 0) this.#out.write(`\x1b[${lines}F\x1b[J`);
    if (table !== "") this.#out.write(`${table}\n`);
    this.#table = table;
  }
}
