/** Finds the living ships around a place without looking at all of them: a uniform grid, filled anew each tick. */
import type { SimShip } from "./world.ts";

/** Cell side, units: about the reach of a typical question. */
const CELL = 256;

export class Nearby {
  readonly #cells: SimShip[][];
  readonly #columns: number;
  readonly #found: SimShip[] = [];

  /** @param size side of the world, units */
  constructor(size: number) {
    this.#columns = Math.ceil(size / CELL);
    this.#cells = Array.from({ length: this.#columns * this.#columns }, () => []);
  }

  /** Takes the living ships in. Their order in `ships` stays their order within a cell. */
  fill(ships: Iterable<SimShip>): void {
    for (const cell of this.#cells) cell.length = 0;
    for (const ship of ships)
      if (ship.alive) this.#cells[this.#cell(ship.y) * this.#columns + this.#cell(ship.x)]!.push(ship);
  }

  /** @returns ships whose cell touches the square of half side `reach` (units). The list is reused by the next call. */
  around(x: number, y: number, reach: number): readonly SimShip[] {
    const found = this.#found;
    found.length = 0;
    const [left, right] = [this.#cell(x - reach), this.#cell(x + reach)];
    const [top, bottom] = [this.#cell(y - reach), this.#cell(y + reach)];
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++)
        for (const ship of this.#cells[row * this.#columns + column]!) found.push(ship);
    return found;
  }

  #cell(at: number): number {
    const cell = Math.floor(at / CELL);
    return cell < 0 ? 0 : cell >= this.#columns ? this.#columns - 1 : cell;
  }
}
