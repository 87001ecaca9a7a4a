/**
 * The matches in REPLAY_DIR. All that is known of them is read from the files there, when it is asked for: processes that share the
 * folder need not know of each other, and a file that an operator takes out or puts in is seen at the next look.
 */
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ReplayPage } from "../../shared/log/replays.ts";
import { KeptMatch } from "./keptMatch.ts";
import { LogIndex } from "./logIndex.ts";
import { BESIDE, INDEX_SUFFIX, matchOfLog, PIN_SUFFIX, PLAYERS_SUFFIX } from "./logName.ts";
import { type LoggedPlayer, playersIn } from "./playerList.ts";

/** What was read is believed for so long, ms. */
const FRESH = 1000;
/** A log that was written less than this ago, ms, is of a running match, whatever the list of rooms says. */
const WRITTEN = 15_000;
/** What belongs to no log is left alone for so long, ms. */
const SWEPT = 60_000;
/** Files that are looked at in one turn of the event loop. */
const AT_ONCE = 50;

/** Which matches are asked for; all of what is given has to fit. */
export interface ReplayQuery {
  readonly game?: string | undefined;
  readonly mode?: string | undefined;
  /** Name of a player, in any case. */
  readonly player?: string | undefined;
  /** Session id of a player. */
  readonly session?: string | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Whether it was done, or why not. */
export type ReplayChange = "done" | "missing" | "running" | "pinned";

export class Replays {
  readonly #folder: string;
  readonly #delay: number;
  readonly #openRooms: () => Promise<Iterable<string>>;
  readonly #files = new Map<string, LogIndex>();
  /** By path of the log, with the size that the log had. */
  readonly #players = new Map<string, { size: number; players: readonly LoggedPlayer[] }>();
  #matches: ReadonlyMap<string, KeptMatch> = new Map();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  /** What was changed while somebody looked is to be looked at again. */
  #changes = 0;

  /**
   * @param delay see WATCH_DELAY in env.ts
   * @param openRooms ids of the rooms of the cluster; rejects while nobody knows them
   */
  constructor(folder: string, delay: number, openRooms: () => Promise<Iterable<string>>) {
    this.#folder = folder;
    this.#delay = delay;
    this.#openRooms = openRooms;
  }

  /** @returns matches by id. @throws when the folder cannot be read */
  async matches(): Promise<ReadonlyMap<string, KeptMatch>> {
    while (performance.now() - this.#lookedAt > FRESH) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      await this.#looking;
    }
    return this.#matches;
  }

  async find(id: string): Promise<KeptMatch | undefined> {
    return (await this.matches()).get(id);
  }

  /** @returns the newest first */
  async list({ limit, before, ...query }: ReplayQuery): Promise<ReplayPage> {
    const all = [...(await this.matches()).values()]
      .filter((match) => fits(match, query))
      .sort((a, b) => (a.place < b.place ? 1 : -1));
    const rest = before === undefined ? all : all.filter(({ place }) => place < before);
    const page = rest.slice(0, limit);
    const replays = page.map(({ info: { parts: _, sessions: __, ...entry } }) => entry);
    return rest.length > limit ? { replays, next: page.at(-1)!.place } : { replays };
  }

  /** @throws when the folder cannot be written */
  async pin(id: string, pinned: boolean): Promise<ReplayChange> {
    if ((await this.find(id)) === undefined) return "missing";
    const path = join(this.#folder, id + PIN_SUFFIX);
    if (pinned) await writeFile(path, "");
    else await rm(path, { force: true });
    this.#forget();
    return "done";
  }

  /** @throws when the folder cannot be written */
  async delete(id: string): Promise<ReplayChange> {
    this.#forget();
    const match = await this.find(id);
    if (match === undefined) return "missing";
    if (match.info.running) return "running";
    if (match.info.pinned) return "pinned";
    const { fault } = await this.remove([match]);
    if (fault !== undefined) throw fault;
    return "done";
  }

  /** Deletes matches, whatever they are. @returns which are gone, and why another is not */
  async remove(matches: readonly KeptMatch[]): Promise<{ removed: KeptMatch[]; fault: Error | undefined }> {
    const removed: KeptMatch[] = [];
    let fault: Error | undefined;
    for (const match of matches)
      try {
        for (const { path } of match.files) {
          // What belongs to it last, so that a log that stays keeps it.
          for (const suffix of ["", PLAYERS_SUFFIX, INDEX_SUFFIX]) await rm(path + suffix, { force: true });
        }
        removed.push(match);
      } catch (error) {
        fault ??= error as Error;
      }
    if (matches.length > 0) this.#forget();
    return { removed, fault };
  }

  /** Deletes what belonged to logs that somebody has taken out of the folder. @throws when it cannot be read or written */
  async sweep(): Promise<void> {
    const names = await this.#names();
    const logs = [...names].filter((name) => matchOfLog(name) !== undefined);
    const matches = new Set(logs.map(matchOfLog));
    for (const name of names) {
      const log = BESIDE.exec(name)?.[1];
      const pinned = name.endsWith(PIN_SUFFIX) ? name.slice(0, -PIN_SUFFIX.length) : undefined;
      const isLeft = log !== undefined ? !names.has(log) : pinned !== undefined && !matches.has(pinned);
      const path = join(this.#folder, name);
      // The log may have been made while the folder was read.
      if (isLeft && Date.now() - (await stat(path)).mtimeMs > SWEPT) await rm(path, { force: true });
    }
  }

  /** The next look is at the files. */
  #forget(): void {
    this.#changes++;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  async #look(): Promise<void> {
    const [now, changes] = [Date.now(), this.#changes];
    const [names, rooms] = [await this.#names(), await this.#openRooms().catch(() => undefined)];
    const open = rooms && new Set(rooms);
    for (const name of this.#files.keys()) if (!names.has(name)) this.#drop(name);
    let count = 0;
    for (const name of names) {
      if (matchOfLog(name) === undefined) continue;
      await this.#refresh(name, now);
      if (++count % AT_ONCE === 0) await setImmediate();
    }
    const groups = Map.groupBy(this.#files.values(), ({ path }) => matchOfLog(basename(path))!);
    const matches = new Map<string, KeptMatch>();
    for (const [id, files] of groups) {
      const modified = Math.max(...files.map((one) => one.modified));
      // Without Redis nobody can say that a match has ended without a word.
      const mayRun = open === undefined || open.has(id) || now - modified < WRITTEN;
      const running = mayRun && !KeptMatch.isOver(files);
      const players = files.flatMap(({ path }) => this.#players.get(path)?.players ?? []);
      const pinned = names.has(id + PIN_SUFFIX);
      const known = this.#matches.get(id);
      matches.set(
        id,
        known?.isStill(files, running, pinned)
          ? known
          : new KeptMatch(files, { id, running, pinned, players, delay: this.#delay, now }),
      );
    }
    this.#matches = matches;
    if (changes === this.#changes) this.#lookedAt = performance.now();
  }

  async #names(): Promise<Set<string>> {
    try {
      return new Set(await readdir(this.#folder));
    } catch (error) {
      // It is made when the first log is written.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
      throw error;
    }
  }

  /** A file that cannot be read is one that is damaged; one that has gone meanwhile is none. */
  async #refresh(name: string, now: number): Promise<void> {
    const path = join(this.#folder, name);
    const index = this.#files.get(name) ?? new LogIndex(path);
    try {
      await index.refresh(now);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return this.#drop(name);
      index.fault = `it cannot be read (${code ?? (error as Error).message})`;
    }
    this.#files.set(name, index);
    if (this.#players.get(path)?.size === index.size) return;
    this.#players.set(path, { size: index.size, players: await playersIn(path) });
  }

  #drop(name: string): void {
    this.#files.delete(name);
    this.#players.delete(join(this.#folder, name));
  }
}

function fits({ info }: KeptMatch, { game, mode, player, session }: Omit<ReplayQuery, "limit" | "before">) {
  if (game !== undefined && info.game !== game) return false;
  if (mode !== undefined && info.mode !== mode) return false;
  if (session !== undefined && !info.sessions.some((one) => one.session === session)) return false;
  if (player === undefined) return true;
  const wanted = player.toLowerCase();
  return info.players.some((name) => name.toLowerCase() === wanted);
}
