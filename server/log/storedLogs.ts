/**
 * The match logs in the bucket, which the processes of a cluster share:
 *
 *   MATCH.EPOCH.mlog              a log, same as in REPLAY_DIR
 *   about/MATCH.EPOCH.mlog.json   its description: facts from its heads, and its players. It is uploaded last, so a log without
 *                                 it is incomplete
 *   about/MATCH.pin               an operator keeps the match
 *   about/MATCH.deleted           an operator has deleted the match: no process uploads it again, and each deletes its files
 */
import { z } from "zod";
import type { Bucket, StoredObject } from "./bucket.ts";
import { type KeptLog, type LogFacts, logFacts } from "./keptLog.ts";
import { MATCH_ID, matchOfLog, PIN_SUFFIX } from "./logName.ts";
import type { LoggedPlayer } from "./playerList.ts";

const ABOUT = "about/";
const [FACTS, DELETED] = [".json", ".deleted"];
/** Number of descriptions that are fetched at the same time. */
const AT_ONCE = 8;
/** Matches may be deleted based on a list up to this age, ms. */
const FRESH = 5 * 60_000;

const about = z.object({
  size: z.number().positive(),
  modified: z.number(),
  found: logFacts,
  players: z.array(z.object({ key: z.string(), name: z.string() })),
});

export class StoredLog implements KeptLog {
  readonly name: string;
  readonly found: LogFacts;
  readonly fault = undefined;
  readonly size: number;
  readonly here = 0;
  readonly modified: number;
  readonly isSettled = true;
  readonly players: readonly LoggedPlayer[];
  readonly #bucket: Bucket;

  constructor(bucket: Bucket, name: string, { size, modified, found, players }: z.infer<typeof about>) {
    this.name = name;
    this.found = found;
    this.size = size;
    this.modified = modified;
    this.players = players;
    this.#bucket = bucket;
  }

  upTo(tick: number): number {
    return tick >= this.found.to ? this.found.whole : 0;
  }

  read(start: number, end: number): AsyncIterable<Uint8Array> {
    return this.#bucket.read(this.name, start, end);
  }
}

/** Keyed by name; undefined: the description cannot be read. */
type Known = Map<string, { readonly etag: string; readonly log: StoredLog | undefined }>;

export class StoredLogs {
  readonly #bucket: Bucket;
  #known: Known = new Map();
  #pinned: ReadonlySet<string> = new Set();
  #deleted: ReadonlySet<string> = new Set();
  #readAt = Number.NEGATIVE_INFINITY;
  #changes = 0;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * Whether the list is recent. Without a recent list nothing may be deleted by age: the match may be pinned.
   */
  get isFresh(): boolean {
    return performance.now() - this.#readAt < FRESH;
  }

  /** Ids of matches. */
  get pinned(): ReadonlySet<string> {
    return this.#pinned;
  }

  get deleted(): ReadonlySet<string> {
    return this.#deleted;
  }

  get(name: string): StoredLog | undefined {
    return this.#known.get(name)?.log;
  }

  *logs(): Iterable<StoredLog> {
    for (const { log } of this.#known.values()) if (log !== undefined) yield log;
  }

  /** Reads the bucket. @throws BucketFault */
  async refresh(): Promise<void> {
    for (let changes = -1; changes !== this.#changes; ) {
      changes = this.#changes;
      const objects = await this.#bucket.list(ABOUT);
      const known = await this.#describe(objects);
      // A list that was read during a change may not contain it.
      if (changes !== this.#changes) continue;
      this.#known = known;
      this.#pinned = matchesIn(objects, PIN_SUFFIX);
      this.#deleted = matchesIn(objects, DELETED);
      this.#readAt = performance.now();
    }
  }

  /** @param file the whole log @throws BucketFault, or when the file cannot be read */
  async upload(
    { name, ...log }: z.infer<typeof about> & { readonly name: string },
    file: Blob,
  ): Promise<void> {
    await this.#bucket.put(name, file);
    const description = about.parse(log);
    await this.#bucket.put(`${ABOUT}${name}${FACTS}`, new Blob([JSON.stringify(description)]));
    this.#changes++;
    this.#known.set(name, { etag: "", log: new StoredLog(this.#bucket, name, description) });
    // An operator may have deleted the match during the upload.
    if (this.#deleted.has(matchOfLog(name)!)) await this.remove(name);
  }

  /** @throws BucketFault */
  async pin(match: string, pinned: boolean): Promise<void> {
    const key = `${ABOUT}${match}${PIN_SUFFIX}`;
    if (pinned) await this.#bucket.put(key, new Blob([]));
    else await this.#bucket.remove(key);
    this.#changes++;
    const all = new Set(this.#pinned);
    if (pinned) all.add(match);
    else all.delete(match);
    this.#pinned = all;
  }

  /** Tells all processes to delete the match. @throws BucketFault */
  async markDeleted(match: string): Promise<void> {
    await this.#bucket.put(`${ABOUT}${match}${DELETED}`, new Blob([]));
    this.#changes++;
    this.#deleted = new Set(this.#deleted).add(match);
  }

  /** @param name of a log; a missing one counts as removed @throws BucketFault */
  async remove(name: string): Promise<void> {
    // The description first: otherwise the log would be listed without its bytes for a moment.
    await this.#bucket.remove(`${ABOUT}${name}${FACTS}`);
    await this.#bucket.remove(name);
    this.#changes++;
    this.#known.delete(name);
  }

  async #describe(objects: readonly StoredObject[]): Promise<Known> {
    const known: Known = new Map();
    const fresh: StoredObject[] = [];
    for (const object of objects) {
      const name = nameOf(object);
      if (name === undefined) continue;
      const before = this.#known.get(name);
      if (before?.etag === object.etag) known.set(name, before);
      else fresh.push(object);
    }
    while (fresh.length > 0)
      await Promise.all(
        fresh.splice(0, AT_ONCE).map(async (object) => {
          const name = nameOf(object)!;
          known.set(name, { etag: object.etag, log: await this.#read(name) });
        }),
      );
    return known;
  }

  /**
   * @returns undefined when the object is no description, for example one of another program
   * @throws BucketFault
   */
  async #read(name: string): Promise<StoredLog | undefined> {
    const text = await this.#bucket.text(`${ABOUT}${name}${FACTS}`);
    try {
      return new StoredLog(this.#bucket, name, about.parse(JSON.parse(text)));
    } catch {
      return undefined;
    }
  }
}

/** @returns name of the log that an object describes */
function nameOf({ key }: StoredObject): string | undefined {
  if (!key.endsWith(FACTS)) return undefined;
  const name = key.slice(ABOUT.length, -FACTS.length);
  return matchOfLog(name) === undefined ? undefined : name;
}

function matchesIn(objects: readonly StoredObject[], suffix: string): Set<string> {
  const keys = objects.map(({ key }) => key).filter((key) => key.endsWith(suffix));
  return new Set(
    keys.map((key) => key.slice(ABOUT.length, -suffix.length)).filter((id) => MATCH_ID.test(id)),
  );
}
