/**
 * The point at which a match continues in the log of its next owner: the tick of its first checkpoint,
 * between two steps.
 */
import type { GameWorld, Rules } from "../rules.ts";
import { difference } from "./difference.ts";
import type { Match } from "./match.ts";
import type { MatchLog } from "./matchLog.ts";
import { fieldHashes } from "./worldHash.ts";

export class Seam {
  readonly log: MatchLog;
  /** How the latest compared world of that tick differs from the checkpoint. */
  nearest: { fields: readonly string[]; how: string | undefined } | undefined;
  #there: unknown;

  constructor(log: MatchLog) {
    this.log = log;
  }

  isHere<World extends GameWorld>(rules: Rules<World>, { world }: Match<World>): boolean {
    const { first, from } = this.log;
    if (world.tick !== from || first === undefined) return false;
    this.#there ??= this.log.checkpoint(first).world;
    const now = rules.storage.save(world);
    const how = difference(now, this.#there);
    if (how === undefined) return true;
    const [fields, there] = [fieldHashes(now), fieldHashes(this.#there)];
    this.nearest = { fields: fields.names.filter((_, i) => fields.hashes[i] !== there.hashes[i]), how };
    return false;
  }
}
