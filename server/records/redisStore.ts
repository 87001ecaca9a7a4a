/** Records in Redis, for a cluster: see redisScripts.ts. */
import type { Redis } from "ioredis";
import type { ModeRecords, OwnRecords, Ranked } from "../../shared/records.ts";
import { defineScripts } from "../framework/redis.ts";
import { BASE_KEY, RECORD_SCRIPTS } from "./redisScripts.ts";
import { dayOf, RATING, type Rating, REMEMBERED, type RecordStore, SHOWN, shownRating } from "./store.ts";

const DAY = 24 * 3600 * 1000;

export interface StoreOptions {
  /** Names of the figures of a mode. */
  figuresOf(mode: string): readonly string[];
  /** Players without a round for this many days are deleted; 0: never. */
  days: number;
}

const textOf = (rating: Rating | undefined): string =>
  rating === undefined ? "" : `${rating.mu} ${rating.sigma}`;
function ratingOf(text: string | undefined): Rating | undefined {
  if (!text) return undefined;
  const [mu, sigma] = text.split(" ").map(Number);
  return { mu: mu!, sigma: sigma! };
}

const withRating = (rating: Rating | undefined) =>
  rating === undefined ? {} : { [RATING]: shownRating(rating) };

/** Days of which records may still be kept. */
const recentDays = (at: number): string => JSON.stringify([dayOf(at - 2 * DAY), dayOf(at - DAY), dayOf(at)]);

/** @param redis prefixes every key with the cluster's name */
export function redisRecords(redis: Redis, { figuresOf, days }: StoreOptions): RecordStore {
  const script = defineScripts(redis, "skirmish:records:", RECORD_SCRIPTS);
  const run = (name: keyof typeof RECORD_SCRIPTS, ...args: (string | number)[]) =>
    script(name, BASE_KEY, ...args);
  return {
    async add({ id, mode, at, entries }) {
      const listed = entries.map(({ rating, ...entry }) =>
        rating === undefined
          ? entry
          : { ...entry, was: textOf(rating.was), now: textOf(rating.now), shown: shownRating(rating.now) },
      );
      const oldest = days === 0 ? 0 : Date.now() - days * DAY;
      const how = [REMEMBERED, oldest, recentDays(Date.now()), JSON.stringify(listed)];
      const added = Number(await run("add", id, mode, dayOf(at), at, ...how));
      return added < 0 ? "stale" : added;
    },
    async ratings(mode, players) {
      return ((await run("ratings", mode, JSON.stringify(players))) as string[]).map(ratingOf);
    },
    async best(mode, period, by, most) {
      const figures = figuresOf(mode);
      const kept = period === "all" ? "all" : dayOf(Date.now());
      const rows = await run("best", mode, kept, by, most, JSON.stringify(figures));
      return (rows as [string, string, string[]][]).map(([name, rating, values]) => ({
        name,
        figures: Object.fromEntries(figures.map((figure, i) => [figure, Number(values[i])])),
        ...withRating(ratingOf(rating)),
      }));
    },
    async of(player) {
      const { name, ...fields } = await redis.hgetall(`${BASE_KEY}:of:${player}`);
      return name === undefined ? undefined : ownRecords(name, fields);
    },
    async erase(player) {
      await run("erase", player, Date.now(), REMEMBERED, recentDays(Date.now()));
    },
    async show(mode, room, players) {
      await run("show", mode, room, players.length === 0 ? "" : JSON.stringify(players), SHOWN);
    },
    async shown(mode) {
      return ((await run("shown", mode, SHOWN)) as string[]).flatMap((text) => JSON.parse(text) as Ranked[]);
    },
    // The connection belongs to the cluster.
    async close() {},
  };
}

function ownRecords(name: string, fields: { [field: string]: string }): OwnRecords {
  const modes: { [mode: string]: ModeRecords } = {};
  for (const [field, value] of Object.entries(fields)) {
    const [kind, mode, figure] = field.split(":") as [string, string, string?];
    const known = modes[mode] ?? { figures: {} };
    modes[mode] =
      kind === "r"
        ? { ...known, ...withRating(ratingOf(value)) }
        : { ...known, figures: { ...known.figures, [figure!]: Number(value) } };
  }
  return { name, modes };
}
