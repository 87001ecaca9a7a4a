/** A process without a cluster is its own registry. */
import { expect, it } from "vitest";
import { type ProcessRecord, StandaloneRegistry } from "../../../server/cluster/registry.ts";
import { until } from "../../support/until.ts";

it("reads its figures only a few times for a thousand concurrent joins, and again after a moment or a heartbeat", async () => {
  const registry = new StandaloneRegistry();
  let counted = 0;
  registry.introduce({ record: () => ({ players: ++counted }) as ProcessRecord } as never);
  for (let join = 0; join < 1000; join++) registry.processes;
  expect(counted).toBeLessThan(10);
  const then = counted;
  await registry.beat();
  expect(registry.processes).toEqual([{ players: then + 1 }]);
  await until(() => registry.processes[0]!.players > then + 1, "another count");
});
