/** A swarm split over machines: each plays its share of the same bots, so that together they are the swarm as one. */

export interface Shard {
  /** 1…of */
  index: number;
  of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };

/** @param given as in 2/3 @returns undefined when it is no such thing */
export function readShard(given: string): Shard | undefined {
  const [, index, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(given) ?? []).map(Number);
  return index !== undefined && of !== undefined && index >= 1 && index <= of ? { index, of } : undefined;
}

/**
 * The places of a shard's bots in the whole swarm. They take turns, so that all shards join at the same pace all along.
 * A bot's place gives its name, its seed and when it joins.
 */
export function placesOf({ index, of }: Shard, count: number): number[] {
  const places: number[] = [];
  for (let place = index - 1; place < count; place += of) places.push(place);
  return places;
}
