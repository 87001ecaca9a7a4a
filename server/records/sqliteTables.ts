/**
 * The tables of records in an SQLite file, and their queries. All methods block, so they run in a thread
 * (sqliteThread.ts).
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ModeRecords, OwnRecords, Ranked } from "../../shared/records.ts";
import {
  dayOf,
  type KeptPeriod,
  RATING,
  type Rating,
  REMEMBERED,
  type RoundEntry,
  type RoundRecord,
  shownRating,
} from "./store.ts";

/** Incremented by each change of the tables, together with a migration from the previous version. */
const VERSION = 1;
/** How long to wait for another process that writes to the file, ms. */
const TIMEOUT = 2000;
const DAY = 24 * 3600 * 1000;

// One table for both kinds of figures: a total of all time has the period "all", one of a day has its date.
const TABLES = `
CREATE TABLE IF NOT EXISTS counted (round TEXT, entry TEXT, at INTEGER, PRIMARY KEY (round, entry)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counted_at ON counted (at);
CREATE TABLE IF NOT EXISTS players (id TEXT PRIMARY KEY, name TEXT, at INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS players_at ON players (at);
CREATE TABLE IF NOT EXISTS totals (player TEXT, mode TEXT, period TEXT, figure TEXT, value INTEGER,
  PRIMARY KEY (player, mode, period, figure)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS totals_best ON totals (mode, period, figure, value DESC);
CREATE TABLE IF NOT EXISTS ratings (player TEXT, mode TEXT, mu REAL, sigma REAL, shown INTEGER,
  PRIMARY KEY (player, mode)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ratings_best ON ratings (mode, shown DESC);
CREATE TABLE IF NOT EXISTS erased (player TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
`;

type Row = { [column: string]: unknown };

export class RecordTables {
  readonly #db: DatabaseSync;
  readonly #days: number;

  /**
   * @param file is created, with its folder, if it does not exist
   * @param days players without a round for this many days are deleted; 0: never
   * @throws when the file cannot be written, or a newer version has created it
   */
  constructor(file: string, days: number) {
    mkdirSync(dirname(file), { recursive: true });
    this.#db = new DatabaseSync(file, { timeout: TIMEOUT });
    this.#days = days;
    // A power cut may cost the latest rounds, never the file.
    this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    const { user_version: version } = this.#all("PRAGMA user_version")[0]!;
    if (Number(version) > VERSION)
      throw new Error(`a newer version of this program has written it (${version})`);
    this.#db.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT;`);
  }

  add({ id, mode, at, entries }: RoundRecord): number | "stale" {
    return this.#atomic(() => {
      const fresh = entries.filter(
        ({ key, player }) => !this.#isCounted(id, key) && !this.#isErased(player, at),
      );
      if (fresh.some((entry) => this.#isStale(mode, entry))) return "stale";
      for (const entry of fresh) this.#count(id, mode, at, entry);
      this.#forget();
      return fresh.length;
    });
  }

  ratings(mode: string, players: readonly string[]): (Rating | undefined)[] {
    return players.map((player) => this.#rating(mode, player));
  }

  best(mode: string, period: KeptPeriod, by: string, most: number): Ranked[] {
    const kept = period === "all" ? "all" : dayOf(Date.now());
    const rows =
      by === RATING
        ? this.#all(
            "SELECT player, name FROM ratings JOIN players ON id = player WHERE mode = ? AND shown > 0 ORDER BY shown DESC, player DESC LIMIT ?",
            ...[mode, most],
          )
        : this.#all(
            "SELECT player, name FROM totals JOIN players ON id = player WHERE mode = ? AND period = ? AND figure = ? ORDER BY value DESC, player DESC LIMIT ?",
            ...[mode, kept, by, most],
          );
    return rows.map(({ player, name }) => ({
      name: String(name),
      ...this.#modeRecords(String(player), mode, kept),
    }));
  }

  of(player: string): OwnRecords | undefined {
    const found = this.#all("SELECT name FROM players WHERE id = ?", player)[0];
    if (found === undefined) return undefined;
    const modes: { [mode: string]: ModeRecords } = {};
    for (const { mode } of this.#all(
      "SELECT mode FROM totals WHERE player = ? UNION SELECT mode FROM ratings WHERE player = ?",
      ...[player, player],
    ))
      modes[String(mode)] = this.#modeRecords(player, String(mode), "all");
    return { name: String(found.name), modes };
  }

  erase(player: string): void {
    this.#atomic(() => {
      this.#run("INSERT OR REPLACE INTO erased VALUES (?, ?)", player, Date.now());
      this.#delete(player);
    });
  }

  close(): void {
    this.#db.close();
  }

  #count(id: string, mode: string, at: number, { key, player, name, figures, rating }: RoundEntry): void {
    this.#run("INSERT INTO counted VALUES (?, ?, ?)", id, key, Date.now());
    this.#run(
      "INSERT INTO players VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, at = max(at, excluded.at)",
      ...[player, name, at],
    );
    for (const [figure, value] of Object.entries(figures))
      if (value > 0)
        for (const period of ["all", dayOf(at)])
          this.#run(
            "INSERT INTO totals VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
            ...[player, mode, period, figure, value],
          );
    if (rating === undefined) return;
    const { mu, sigma } = rating.now;
    this.#run(
      "INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?)",
      player,
      mode,
      mu,
      sigma,
      shownRating(rating.now),
    );
  }

  #isCounted(round: string, entry: string): boolean {
    return this.#all("SELECT 1 FROM counted WHERE round = ? AND entry = ?", round, entry).length > 0;
  }

  #isErased(player: string, at: number): boolean {
    return this.#all("SELECT 1 FROM erased WHERE player = ? AND at >= ?", player, at).length > 0;
  }

  #isStale(mode: string, { player, rating }: RoundEntry): boolean {
    if (rating === undefined) return false;
    const now = this.#rating(mode, player);
    return now?.mu !== rating.was?.mu || now?.sigma !== rating.was?.sigma;
  }

  #rating(mode: string, player: string): Rating | undefined {
    const [found] = this.#all("SELECT mu, sigma FROM ratings WHERE player = ? AND mode = ?", player, mode);
    return found && { mu: Number(found.mu), sigma: Number(found.sigma) };
  }

  #modeRecords(player: string, mode: string, period: string): ModeRecords {
    const totals = this.#all(
      "SELECT figure, value FROM totals WHERE player = ? AND mode = ? AND period = ?",
      ...[player, mode, period],
    );
    const rating = this.#rating(mode, player);
    return {
      figures: Object.fromEntries(totals.map(({ figure, value }) => [String(figure), Number(value)])),
      ...(rating === undefined ? {} : { [RATING]: shownRating(rating) }),
    };
  }

  #forget(): void {
    const now = Date.now();
    for (const table of ["counted", "erased"])
      this.#run(`DELETE FROM ${table} WHERE at < ?`, now - REMEMBERED * 1000);
    this.#run("DELETE FROM totals WHERE period != 'all' AND period < ?", dayOf(now - DAY));
    if (this.#days === 0) return;
    const old = this.#all("SELECT id FROM players WHERE at < ? LIMIT 20", now - this.#days * DAY);
    for (const { id } of old) this.#delete(String(id));
  }

  #delete(player: string): void {
    for (const table of ["totals", "ratings"]) this.#run(`DELETE FROM ${table} WHERE player = ?`, player);
    this.#run("DELETE FROM players WHERE id = ?", player);
  }

  #atomic<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const done = work();
      this.#db.exec("COMMIT");
      return done;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#db.prepare(sql).all(...values) as Row[];
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#db.prepare(sql).run(...values);
  }
}
