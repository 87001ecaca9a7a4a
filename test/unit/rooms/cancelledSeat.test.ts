/** Cancelling a seat reservation while the room admits no player. */
import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ARENA } from "../../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { requestSeat } from "../../support/seats.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";

/** False while the process does not know whether it owns the match, or hands it over. */
let letsIn = true;
class RestingRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, pilots: 0, capacity: 2 });
  }

  override get isActive(): boolean {
    return letsIn && super.isActive;
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ resting: RestingRoom });
});
afterAll(() => server.stop());

it.each([
  ["with another free seat", 1],
  ["that was full", 2],
])(
  "[CL13] a seat that is cancelled while a room %s admits no player is free as soon as the room admits players",
  async (_, seats) => {
    const asked = [];
    for (let i = 0; i < seats; i++)
      asked.push(await requestSeat(server.url, "resting", i === 0 ? "create" : "joinOrCreate"));
    const [first] = asked;
    expect(new Set(asked.map(({ room }) => room))).toEqual(new Set([first!.room]));
    const room = matchMaker.getLocalRoomById(first!.room!) as unknown as RestingRoom;
    letsIn = false;
    room.cancelSeat(first!.session!);
    letsIn = true;
    expect(room.locked).toBe(false);
    const [listed] = await matchMaker.query({ roomId: room.roomId });
    expect(listed).toMatchObject({ locked: false, clients: seats - 1 });
    const next = await requestSeat(server.url, "resting");
    expect(next.room).toBe(first!.room);
    await room.disconnect();
  },
);
