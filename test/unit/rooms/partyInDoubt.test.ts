/** A player makes its seat one of a party while the room does not know whether it still owns the match. */
import type { Room } from "@colyseus/core";
import { expect, it } from "vitest";
import { LocalParties } from "../../../server/cluster/parties.ts";
import { RoomParties } from "../../../server/rooms/parties.ts";
import type { RoomParts } from "../../../server/rooms/roomParts.ts";
import type { Seat } from "../../../server/rooms/seats.ts";
import { until } from "../../support/until.ts";

it("[PA6] the answer waits until it is decided whether the match is still here", async () => {
  const seat = { auth: { id: "1" } } as Seat;
  const [sent, survival]: [unknown[], { mayStep: boolean; seatChanged(): void }] = [
    [],
    { mayStep: false, seatChanged() {} },
  ];
  const parties = new LocalParties();
  const sendTo = (...message: unknown[]) => void sent.push(message);
  const room = new RoomParties(
    { roomId: "x", roomName: "arena" } as Room,
    {
      ...{ context: { parties }, hosted: { broadcaster: { sendTo } } },
      ...{ seats: new Map([["s", seat]]), survival },
    } as unknown as RoomParts,
  );
  const joined = room.join("s", seat, "ABCDEFGH23");
  await until(async () => (await parties.look("ABCDEFGH23")) !== undefined, "the party to be bound");
  expect(sent).toEqual([]);
  survival.mayStep = true;
  await joined;
  expect(sent).toEqual([["s", "party", { party: "ABCDEFGH23" }]]);
  expect(seat.auth).toMatchObject({ id: "1", party: "ABCDEFGH23" });
});
