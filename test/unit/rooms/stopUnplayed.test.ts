/** A process that stops right after it has restored a match: what its room records of the match. */
import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import type { EndReason } from "../../../shared/log/format.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../../support/restored.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { until } from "../../support/until.ts";

let written: string[] = [];
let ended: EndReason[] = [];
beforeEach(() => {
  [written, ended] = [[], []];
});

/** A match of one player, whose return the room awaits. */
class RestoredRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    const live = {
      open: (...of: Parameters<NonNullable<RoomContext["live"]>["open"]>) => context.live!.open(...of),
      close: (_: unknown, reason: EndReason) => ended.push(reason),
    };
    const records = {
      add: (round: { entries: { player: string }[] }) =>
        written.push(...round.entries.map(({ player }) => player)),
      show() {},
    };
    const ownership = ownershipOf(games, () => checkpointOf("crash", 3, 500, "id-a"));
    super({ ...context, ownership, live, records } as unknown as RoomContext, { ...ARENA, pilots: 0 });
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ restored: RestoredRoom });
});
afterAll(() => server.stop());

async function open(): Promise<{ room: RestoredRoom; stop(): Promise<void> }> {
  const { roomId } = await matchMaker.handleCreateRoom("restored", {});
  const room = matchMaker.getLocalRoomById(roomId) as unknown as RestoredRoom;
  const stop = async (): Promise<void> => {
    await room.onBeforeShutdown();
    await until(() => ended.length > 0, "the room to close");
  };
  return { room, stop };
}

it("[SV10] a process that stops before the first step of a restored match records nobody, and its log says that the match has moved", async () => {
  const { stop } = await open();
  await stop();
  expect([written, ended]).toEqual([[], ["moved"]]);
});

it("[RC1] once it has played the match, its end is that of the match, and its players are recorded", async () => {
  const { room, stop } = await open();
  const restored = room.world.tick;
  await until(() => room.world.tick > restored + 1, "the match to be played");
  await stop();
  expect([written, ended]).toEqual([["id-a"], ["over"]]);
});
