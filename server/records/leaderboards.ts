/** Leaderboards for the API. Each is read from the store once for all requests within a moment. */
import type { Leaderboard, OwnRecords, Period, Ranked } from "../../shared/records.ts";
import type { GameServer } from "../game.ts";
import { LONGEST, RATING, type RecordStore } from "./store.ts";

/** How long a leaderboard is cached, ms. */
export const FRESH = 2000;

type RecordedGames = ReadonlyMap<string, NonNullable<GameServer["records"]>>;

/** @returns the figures that games record of their players, by mode */
export const recordedModes = (games: readonly GameServer[]): RecordedGames =>
  new Map(
    games.flatMap(({ game, records }) =>
      records === undefined ? [] : Object.keys(game.modes).map((mode) => [mode, records] as const),
    ),
  );

export class Leaderboards {
  readonly #store: RecordStore;
  readonly #modes: RecordedGames;
  /** One for each mode, period and order. */
  readonly #asked = new Map<string, { at: number; players: Promise<Ranked[]> }>();

  constructor(store: RecordStore, modes: RecordedGames) {
    this.#store = store;
    this.#modes = modes;
  }

  get modes(): string[] {
    return [...this.#modes.keys()];
  }

  /** @returns the possible orders of a mode, the default one first */
  orders(mode: string, period: Period): string[] {
    const { figures, standing } = this.#modes.get(mode)!;
    return [...Object.keys(figures), ...(standing !== undefined && period === "all" ? [RATING] : [])];
  }

  /** @param mode one of `modes` @param by one of `orders` @throws when the store does not answer */
  async get(mode: string, period: Period, by: string): Promise<Leaderboard> {
    const key = `${mode} ${period} ${by}`;
    const now = performance.now();
    let asked = this.#asked.get(key);
    if (asked === undefined || now - asked.at > FRESH) {
      asked = { at: now, players: this.#read(mode, period, by) };
      this.#asked.set(key, asked);
    }
    const players = await asked.players;
    const { figures } = this.#modes.get(mode)!;
    const { modes } = this;
    return { ...{ mode, period, by, modes, figures, players }, orders: this.orders(mode, period) };
  }

  of = (player: string): Promise<OwnRecords | undefined> => this.#store.of(player);

  /** Removes the player from all leaderboards at once, cached ones included. */
  async erase(player: string): Promise<void> {
    await this.#store.erase(player);
    this.#asked.clear();
  }

  async #read(mode: string, period: Period, by: string): Promise<Ranked[]> {
    const names = Object.keys(this.#modes.get(mode)!.figures);
    const found =
      period === "round" ? await this.#store.shown(mode) : await this.#store.best(mode, period, by, LONGEST);
    const rows = found.map((row) => ({
      ...row,
      figures: Object.fromEntries(names.map((name) => [name, row.figures[name] ?? 0])),
    }));
    if (period !== "round") return rows;
    return rows.sort((a, b) => b.figures[by]! - a.figures[by]!).slice(0, LONGEST);
  }
}
