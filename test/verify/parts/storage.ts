/** A match that was stored and restored continues unchanged: takeovers depend on that. */
import { deserialize, serialize } from "node:v8";
import { difference } from "../../../shared/log/difference.ts";
import { random, seeded } from "../../../shared/maths/random.ts";
import { type Play, ScriptedMatch } from "../../support/scriptedMatch.ts";
import { judged, type Plan, type Row, seedsOf } from "../plan.ts";

/** Chance of a checkpoint in a tick. */
const CHECKPOINT = 1 / 30;

export async function storage(plan: Plan): Promise<Row[]> {
  const { game, rooms } = plan;
  const ticks = plan.quick ? 600 : 1200;
  const faults: string[] = [];
  let [matches, checkpoints, bytes] = [0, 0, 0];
  for (const room of rooms)
    for (const seed of seedsOf(plan, plan.quick ? 3 : 12)) {
      plan.progress(`${room}, seed ${seed}`);
      const found = restoredMatch({ game, room, seed }, ticks);
      matches++;
      checkpoints += found.checkpoints;
      bytes = Math.max(bytes, found.bytes);
      if (found.fault !== undefined) faults.push(`${room}, seed ${seed}: ${found.fault}`);
    }
  const figures = `${checkpoints} checkpoints in ${matches} matches × ${ticks} ticks, ${(bytes / 1024).toFixed(1)} KB at most`;
  return [judged("Storage: save, restore, go on alike", figures, faults)];
}

/** Plays a match twice, once through checkpoints at random ticks. */
function restoredMatch(play: Play, ticks: number) {
  const { storage } = play.game;
  const [straight, restored] = [new ScriptedMatch(play), new ScriptedMatch(play)];
  const chance = seeded(play.seed);
  let [checkpoints, bytes, latest] = [0, 0, 0];
  const result = (fault?: string) => ({ checkpoints, bytes, fault });
  for (let tick = 1; tick <= ticks; tick++) {
    straight.tick();
    restored.tick();
    if (straight.hash() !== restored.hash()) {
      const where =
        difference(storage.save(restored.world), storage.save(straight.world)) ?? "what players are told";
      return result(
        `restored from the checkpoint of tick ${latest}, at tick ${tick} ${where}; something that the rules read is neither stored nor made anew`,
      );
    }
    if (random(chance) > CHECKPOINT) continue;
    const stored = serialize(storage.save(restored.world));
    restored.world = storage.restore(deserialize(stored));
    checkpoints++;
    bytes = Math.max(bytes, stored.length);
    latest = tick;
  }
  return result();
}
