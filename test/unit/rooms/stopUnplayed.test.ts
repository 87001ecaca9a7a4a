/**
 * A process that stops right after it has restored a match, or cannot create its room: what the room records of
 * the match.
 */
import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import { GameRoom } from "../../../server/rooms/gameRoom.ts";
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

/** @returns the context of a room that continues a match of one player, and whose records the test sees */
function watched(context: RoomContext): RoomContext {
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
  return { ...context, ownership, live, records } as unknown as RoomContext;
}

const settings = { ...ARENA, pilots: 0 };

/** It awaits the return of the player. */
class RestoredRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(watched(context), settings);
  }
}

class BrokenRoom extends GameRoom {
  constructor(context: RoomContext) {
    const createState = (): never => {
      throw new Error("a state that cannot be created");
    };
    const replication = { ...skirmishServer.replication, createState };
    const game = { ...skirmishServer, replication } as never;
    super(watched(context), { game, capacity: settings.capacity, settings });
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ restored: RestoredRoom, broken: BrokenRoom });
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

it("[ML5][SV10] where a restored match cannot be created, its log does not say that the match is over: another process may continue it", async () => {
  await expect(matchMaker.handleCreateRoom("broken", {})).rejects.toThrow();
  expect([written, ended]).toEqual([[], ["moved"]]);
});
