/**
 * The matches in REPLAY_DIR, and in the bucket if there is one. Everything is read from the files on request,
 * so processes that share the folder need not know of each other, and files that an operator adds or removes
 * are noticed. A log that is in both places is read from the file.
 */
import type { ReplayPage } from "../../shared/log/replays.ts";
import type { KeptLog } from "./keptLog.ts";
import { KeptMatch } from "./keptMatch.ts";
import { LogFolder } from "./logFolder.ts";
import type { LogIndex } from "./logIndex.ts";
import { matchOfLog } from "./logName.ts";
import type { LoggedPlayer } from "./playerList.ts";
import { type ReplayQuery, replayPage } from "./replayPage.ts";
import { StoredLog, type StoredLogs } from "./storedLogs.ts";

/** How long the list is cached, ms. */
const FRESH = 1000;
/** A match whose log was written less than this ago, ms, counts as running even if its room is not listed. */
const WRITTEN = 15_000;

/** The result of a change: `done`, or the reason of a failure. */
export type ReplayChange = "done" | "missing" | "running" | "pinned";

/** A log that is ready to be uploaded. */
export interface FinishedLog {
  readonly log: LogIndex;
  readonly players: readonly LoggedPlayer[];
}

export class Replays {
  /** Undefined: there is no bucket. */
  readonly stored: StoredLogs | undefined;
  readonly #folder: LogFolder;
  readonly #delay: number;
  readonly #openRooms: () => Promise<Iterable<string>>;
  #matches: ReadonlyMap<string, KeptMatch> = new Map();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  /** Number of changes: a list that was read during a change is read again. */
  #changes = 0;

  /**
   * @param delay see WATCH_DELAY in env.ts
   * @param openRooms ids of the rooms of the cluster; rejects while Redis is away
   */
  constructor(
    folder: string,
    delay: number,
    openRooms: () => Promise<Iterable<string>>,
    stored?: StoredLogs,
  ) {
    this.stored = stored;
    this.#folder = new LogFolder(folder);
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

  /** @throws when the folder cannot be read */
  async list(query: ReplayQuery): Promise<ReplayPage> {
    return replayPage((await this.matches()).values(), query);
  }

  /** @returns the complete logs in the folder. @throws when the folder cannot be read */
  async finished(): Promise<FinishedLog[]> {
    this.#forget();
    await this.matches();
    return [...this.#folder.logs.values()]
      .filter((log) => log.found !== undefined && (log.found.end !== undefined || log.isSettled))
      .map((log) => ({ log, players: this.#playersOf(log) }));
  }

  /** Whether the bucket should have a log and lacks it, as far as is known. */
  isMissed(log: KeptLog): boolean {
    return !this.isStored(log) && !this.stored?.deleted.has(matchOfLog(log.name)!);
  }

  /** Whether the bucket has the whole log. */
  isStored({ name, here, size }: KeptLog): boolean {
    return here === 0 || this.stored?.get(name)?.size === size;
  }

  /** @throws when the folder cannot be written, or the bucket does not answer */
  async pin(id: string, pinned: boolean): Promise<ReplayChange> {
    if ((await this.find(id)) === undefined) return "missing";
    if (!pinned || this.stored === undefined) await this.#folder.pin(id, pinned);
    await this.stored?.pin(id, pinned);
    this.#forget();
    return "done";
  }

  /** @throws when the folder cannot be written, or the bucket does not answer */
  async delete(id: string): Promise<ReplayChange> {
    this.#forget();
    const match = await this.find(id);
    if (match === undefined) return "missing";
    if (match.info.running) return "running";
    if (match.info.pinned) return "pinned";
    await this.stored?.markDeleted(id);
    const { fault } = await this.remove([match], "everywhere");
    if (fault !== undefined) throw fault;
    return "done";
  }

  /**
   * Deletes matches, even running and pinned ones. @param where "here": they stay in the bucket
   * @returns the deleted matches, and the first error
   */
  async remove(
    matches: readonly KeptMatch[],
    where: "here" | "everywhere",
  ): Promise<{ removed: KeptMatch[]; fault: Error | undefined }> {
    const removed: KeptMatch[] = [];
    let fault: Error | undefined;
    for (const match of matches)
      try {
        for (const { name, here } of match.files) {
          if (here > 0) await this.#folder.remove(name);
          if (where === "everywhere" && this.stored?.get(name)) await this.stored.remove(name);
        }
        removed.push(match);
      } catch (error) {
        fault ??= error as Error;
      }
    if (matches.length > 0) this.#forget();
    return { removed, fault };
  }

  /**
   * Deletes the remaining files of matches that an operator has deleted through another process.
   * @throws when they cannot be deleted
   */
  async removeDeleted(): Promise<void> {
    const { stored } = this;
    if (stored === undefined || stored.deleted.size === 0) return;
    const isDeleted = ({ name }: KeptLog) => stored.deleted.has(matchOfLog(name)!);
    const [away, here] = [stored.logs(), this.#folder.logs.values()].map((logs) =>
      [...logs].filter(isDeleted),
    );
    for (const { name } of away!) await stored.remove(name);
    for (const { name } of here!) await this.#folder.remove(name);
    if (away!.length + here!.length > 0) this.#forget();
  }

  /** See `LogFolder.sweep`. */
  sweep(): Promise<void> {
    return this.#folder.sweep();
  }

  #playersOf(log: KeptLog): readonly LoggedPlayer[] {
    return log instanceof StoredLog ? log.players : this.#folder.playersOf(log.name);
  }

  /** @returns all logs; those in the bucket only where there is no file */
  *#logs(): Iterable<KeptLog> {
    const { logs } = this.#folder;
    yield* logs.values();
    for (const log of this.stored?.logs() ?? []) if (!logs.has(log.name)) yield log;
  }

  /** Makes the next request read the files again. */
  #forget(): void {
    this.#changes++;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  async #look(): Promise<void> {
    const [now, changes] = [Date.now(), this.#changes];
    await this.#folder.look(now);
    const rooms = await this.#openRooms().catch(() => undefined);
    const open = rooms && new Set(rooms);
    const groups = Map.groupBy(this.#logs(), ({ name }) => matchOfLog(name)!);
    const matches = new Map<string, KeptMatch>();
    for (const [id, files] of groups) {
      if (this.stored?.deleted.has(id)) continue;
      const modified = Math.max(...files.map((one) => one.modified));
      // Without Redis a match whose log has no end may still run.
      const mayRun = open === undefined || open.has(id) || now - modified < WRITTEN;
      const running = mayRun && !KeptMatch.isOver(files);
      const players = files.flatMap((log) => this.#playersOf(log));
      const pinned = this.#folder.hasPin(id) || this.stored?.pinned.has(id) === true;
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
}
