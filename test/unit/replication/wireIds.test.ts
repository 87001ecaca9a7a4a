/** Wire ids of a match that another process restores: each entity keeps its own. */
import { $refId, type Schema } from "@colyseus/schema";
import { expect, it } from "vitest";
import { replication } from "../../../games/skirmish/server/index.ts";
import { openWorld, shipAt } from "../../support/worlds.ts";

const idOf = (instance: Schema | undefined) => (instance as { [$refId]?: number } | undefined)?.[$refId];

it("[SV3] each entity keeps its wire ids, in whatever order the game has added and removed entities since they were sent", () => {
  const world = openWorld();
  for (const key of ["a", "b", "gone"]) shipAt(world, key, 500, 500);
  const state = replication.createState(world);
  const serializer = replication.serializer(world, (key) => key);
  serializer.reset(state);
  // Added again, it is the last of the world; in the state it is still the first.
  const { a } = Object.fromEntries(world.ships);
  world.ships.delete("a");
  world.ships.set("a", { ...a! });
  replication.publish(world, state);
  // Between two steps, and not sent yet.
  world.ships.delete("gone");
  shipAt(world, "new", 500, 500);

  const next = replication.createState(world);
  expect(replication.restoreWireIds(next, serializer.wireIds())).toBe(true);
  for (const key of ["a", "b"]) {
    const [known, restored] = [state.ships.get(key)!, next.ships.get(key)!];
    expect(idOf(known)).toBeGreaterThan(0);
    expect([idOf(restored), idOf(restored.own)], key).toEqual([idOf(known), idOf(known.own)]);
  }
  replication.serializer(world, (key) => key, serializer.wireIds()).reset(next);
  const newest = idOf(next.ships.get("new"))!;
  expect(newest, "an id that no client knows").toBeGreaterThan(idOf(state.ships.get("gone")!.own)!);
});
