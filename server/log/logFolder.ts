/**
 * The files in REPLAY_DIR. Everything about them is read from the files, so that processes can share the
 * folder.
 */
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { LogIndex } from "./logIndex.ts";
import { BESIDE, INDEX_SUFFIX, matchOfLog, PIN_SUFFIX, PLAYERS_SUFFIX } from "./logName.ts";
import { type LoggedPlayer, playersIn } from "./playerList.ts";

/** How long a file without a log is kept, ms. */
const SWEPT = 60_000;
/** Number of files that are examined in one turn of the event loop. */
const AT_ONCE = 50;

export class LogFolder {
  readonly #path: string;
  readonly #logs = new Map<string, LogIndex>();
  /** Keyed by the name of the log, with the size that the log had. */
  readonly #players = new Map<string, { size: number; players: readonly LoggedPlayer[] }>();
  /** Names of all files at the latest `look`. */
  #names: ReadonlySet<string> = new Set();

  constructor(path: string) {
    this.#path = path;
  }

  /** Keyed by name. */
  get logs(): ReadonlyMap<string, LogIndex> {
    return this.#logs;
  }

  /** Reads new files and new parts. @param now ms since 1970 @throws when the folder cannot be read */
  async look(now: number): Promise<void> {
    const names = await this.#read();
    this.#names = names;
    for (const name of this.#logs.keys()) if (!names.has(name)) this.#drop(name);
    let count = 0;
    for (const name of names) {
      if (matchOfLog(name) === undefined) continue;
      await this.#refresh(name, now);
      if (++count % AT_ONCE === 0) await setImmediate();
    }
  }

  playersOf(name: string): readonly LoggedPlayer[] {
    return this.#players.get(name)?.players ?? [];
  }

  hasPin(match: string): boolean {
    return this.#names.has(match + PIN_SUFFIX);
  }

  /** @throws when the folder cannot be written */
  async pin(match: string, pinned: boolean): Promise<void> {
    const path = join(this.#path, match + PIN_SUFFIX);
    if (pinned) await writeFile(path, "");
    else await rm(path, { force: true });
  }

  /** Deletes a log. @throws when the folder cannot be written */
  async remove(name: string): Promise<void> {
    const path = join(this.#path, name);
    // The log first, so that one that cannot be deleted keeps its other files.
    for (const suffix of ["", PLAYERS_SUFFIX, INDEX_SUFFIX]) await rm(path + suffix, { force: true });
  }

  /**
   * Deletes the files of logs that were removed from the folder by hand.
   * @throws when it cannot be read or written
   */
  async sweep(): Promise<void> {
    const names = await this.#read();
    const logs = [...names].filter((name) => matchOfLog(name) !== undefined);
    const matches = new Set(logs.map(matchOfLog));
    for (const name of names) {
      const log = BESIDE.exec(name)?.[1];
      const pinned = name.endsWith(PIN_SUFFIX) ? name.slice(0, -PIN_SUFFIX.length) : undefined;
      const isLeft = log !== undefined ? !names.has(log) : pinned !== undefined && !matches.has(pinned);
      const path = join(this.#path, name);
      // The log may have been created while the folder was read.
      if (isLeft && Date.now() - (await stat(path)).mtimeMs > SWEPT) await rm(path, { force: true });
    }
  }

  async #read(): Promise<Set<string>> {
    try {
      return new Set(await readdir(this.#path));
    } catch (error) {
      // The folder is created with the first log.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
      throw error;
    }
  }

  /** An unreadable file counts as damaged; a file that has been deleted meanwhile is ignored. */
  async #refresh(name: string, now: number): Promise<void> {
    const path = join(this.#path, name);
    const index = this.#logs.get(name) ?? new LogIndex(path);
    try {
      await index.refresh(now);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return this.#drop(name);
      index.fault = `it cannot be read (${code ?? (error as Error).message})`;
    }
    this.#logs.set(name, index);
    if (this.#players.get(name)?.size === index.size) return;
    this.#players.set(name, { size: index.size, players: await playersIn(path) });
  }

  #drop(name: string): void {
    this.#logs.delete(name);
    this.#players.delete(name);
  }
}
