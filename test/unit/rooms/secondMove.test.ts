/**
 * A match whose second owner is gone as well before all of its players have followed it: for how long each owner
 * keeps the seat.
 */
import { type Client, matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../../server/cluster/checkpoint.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { SEAT } from "../../../shared/limits.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { checkpointOf, ownershipOf } from "../../support/restored.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { until } from "../../support/until.ts";

/** What the next owner finds. */
let checkpoint: Buffer;
/** As the latest owner has written it. */
let written: Buffer | undefined;
/** Seconds for which each owner keeps the seat. */
const kept: number[] = [];

class NextOwner extends SkirmishRoom {
  constructor(context: RoomContext) {
    const ownership = ownershipOf(games, () => checkpoint);
    Object.assign(ownership.held.ledger, {
      renew: async (_room: string, _name: string, _epoch: number, what: { checkpoint?: Buffer }) => {
        written = what.checkpoint ?? written;
        return "renewed";
      },
    });
    super({ ...context, ownership }, { ...ARENA, pilots: 0 });
  }

  override allowReconnection(client: Client, seconds: number) {
    kept.push(seconds);
    return super.allowReconnection(client as never, seconds);
  }
}

/** @returns for how long three successive owners keep the seat, s */
async function keptByThree(): Promise<number[]> {
  kept.length = 0;
  for (let owners = 0; owners < 3; owners++) {
    written = undefined;
    const { roomId } = await matchMaker.handleCreateRoom("next", {});
    await until(() => written !== undefined, "the owner to write a checkpoint");
    checkpoint = written!;
    await matchMaker.getLocalRoomById(roomId).disconnect();
  }
  return kept;
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ next: NextOwner });
});
afterAll(() => server.stop());

it("[SE7] a player that has hardly played, and is still on its way when the match moves again, keeps its seat for the full time", async () => {
  checkpoint = checkpointOf("crash", 0, 10);
  expect(await keptByThree()).toEqual([SEAT.graceSeconds, SEAT.graceSeconds, SEAT.graceSeconds]);
});

it.each([
  ["that had room among the kept seats of its network", false, SEAT.graceSeconds],
  ["beyond the kept seats of its network", true, SEAT.shortGraceSeconds],
])(
  "[LI10] the seat of an absent player %s is kept as before, wherever the match moves",
  async (_, isExtra, seconds) => {
    const { world, room } = decodeCheckpoint(games, checkpointOf("crash"));
    skirmishServer.players(world as never).get("a")!.away = true;
    if (isExtra) room.seats[0]!.isExtra = true;
    checkpoint = encodeCheckpoint(skirmishServer as never, world, room);
    expect(await keptByThree()).toEqual([seconds, seconds, seconds]);
  },
);
