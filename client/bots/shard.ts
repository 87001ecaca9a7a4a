/**
 * Splits a swarm over machines: each shard plays a part of the same bots, and together the shards are the
 * whole swarm.
 */

export interface Shard {
  /** 1…of */
  index: number;
  of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };

/** @param given text such as "2/3". @returns undefined when the text is no valid shard */
export function readShard(given: string): Shard | undefined {
  const [, index, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(given) ?? []).map(Number);
  return index !== undefined && of !== undefined && index >= 1 && index <= of ? { index, of } : undefined;
}

/**
 * @returns the places of a shard's bots in the whole swarm. The shards alternate, so that all of them join at
 * the same pace. The place of a bot determines its name, its seed and its time to join.
 */
export function placesOf({ index, of }: Shard, count: number): number[] {
  const places: number[] = [];
  for (let place = index - 1; place < count; place += of) places.push(place);
  return places;
}
