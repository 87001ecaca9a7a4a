/** The nearest of the things around a player. The lists are reused from player to player. */
export class Nearest<T> {
  /** In their order, the nearest first; those from `count` on are left over from earlier. */
  readonly found: T[] = [];
  count = 0;
  /** From the player to each, units. */
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  readonly #squares: Float64Array;

  /** @param most how many it keeps */
  constructor(most: number) {
    this.dx = new Float64Array(most);
    this.dy = new Float64Array(most);
    this.#squares = new Float64Array(most);
  }

  /** @param dx @param dy from the player, units */
  see(one: T, dx: number, dy: number): void {
    const square = dx * dx + dy * dy;
    const squares = this.#squares;
    if (this.count < squares.length) this.count++;
    else if (this.count === 0 || square >= squares[this.count - 1]!) return;
    let place = this.count - 1;
    for (; place > 0 && squares[place - 1]! > square; place--) this.#move(place - 1, place);
    squares[place] = square;
    this.dx[place] = dx;
    this.dy[place] = dy;
    this.found[place] = one;
  }

  #move(from: number, to: number): void {
    this.#squares[to] = this.#squares[from]!;
    this.dx[to] = this.dx[from]!;
    this.dy[to] = this.dy[from]!;
    this.found[to] = this.found[from]!;
  }
}
