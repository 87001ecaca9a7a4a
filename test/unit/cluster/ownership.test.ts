/**
 * What becomes of a match that was restored, and whose room closes before the first step; with the ledger of
 * a real Redis.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { CLAIMED, HeldRooms, TakeoverClaim } from "../../../server/cluster/heldRooms.ts";
import type { Claim, Ledger } from "../../../server/cluster/ledger.ts";
import { type LeasedRoom, RoomOwnership } from "../../../server/cluster/ownership.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { bytes, from, quiet, roomKey, TestLedgers } from "../../support/ledgers.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

let ledgers: TestLedgers;
beforeAll(async () => {
  ledgers = await TestLedgers.start();
  await ledgers.settle();
});
afterAll(() => ledgers.close());

const broken = async (room: string) => Number(await ledgers.redis.hget(roomKey(room), "broken"));

/** Opens a room with the match that a process has taken over. */
async function restore(room: string, ledger: Ledger, claim: Claim): Promise<RoomOwnership> {
  if (claim.result !== "won") throw new Error(`${room} is ${claim.result}`);
  const held = new HeldRooms({
    ...{ ledger, clock: systemClock, telemetry: silentTelemetry },
    read: () => ({ world: { tick: 1 }, room: { seats: [] } }) as never,
    unplayable: { requireReadable: async () => true },
    takes: () => true,
  });
  const peers = { openRoom: () => Promise.reject(new Error("not here")) };
  const ownership = new RoomOwnership(
    {
      ...{ held, peers, clock: systemClock, telemetry: silentTelemetry },
      isPlayedElsewhere: async () => false,
      addresses: () => [],
    },
    { id: room, name: "arena" } as LeasedRoom,
  );
  await ownership.open({ [CLAIMED]: new TakeoverClaim(claim) });
  return ownership;
}

it("[SV10] a process that stops before the first step of a restored match does not count as broken by it", async () => {
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  await a.open("stops", "arena");
  await a.renew("stops", "arena", 1, { checkpoint: bytes("match"), number: 1 });
  for (const [ledger, former, epoch] of [
    [b, "p0", 1],
    [a, "p1", 2],
    [b, "p0", 3],
  ] as const) {
    await quiet();
    const room = await restore("stops", ledger, await ledger.takeOver("stops", from(former, epoch)));
    room.created();
    room.stop();
    expect([room.endsMatch, room.gone], "the next process goes on").toEqual([false, true]);
    room.end();
    // Answers come in order.
    await ledgers.connection.ping();
    expect(await broken("stops")).toBe(0);
  }
});

it("[SV10] a restored match whose room cannot be created counts as one that has broken its owner", async () => {
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  await a.open("fails", "arena");
  await a.renew("fails", "arena", 1, { checkpoint: bytes("match"), number: 1 });
  await quiet();
  (await restore("fails", b, await b.takeOver("fails", from("p0", 1)))).end();
  await until(async () => (await broken("fails")) === 1, "the failure to be recorded");
});
