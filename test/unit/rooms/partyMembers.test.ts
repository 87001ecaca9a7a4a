/**
 * The message `members`: which players receive it, and when; and how the list of leaders marks these members.
 */
import { expect, it } from "vitest";
import { partyInLeaders } from "../../../games/skirmish/client/hud/partyInLeaders.ts";
import { PartyMembers } from "../../../server/rooms/partyMembers.ts";
import type { RoomParts } from "../../../server/rooms/roomParts.ts";
import type { Seat } from "../../../server/rooms/seats.ts";
import { PROTOCOL_VERSION } from "../../../shared/protocol.ts";
import { TICK_RATE } from "../../../shared/tick.ts";

function room() {
  const seats = new Map<string, { auth: object; player: { name: string; away: boolean } }>();
  const world = { tick: 0 };
  const sent: unknown[] = [];
  const broadcaster = {
    sendTo: (to: string, type: string, message: object) => sent.push([to, type, message]),
  };
  const parts = { seats: seats as unknown as Map<string, Seat>, hosted: { world, broadcaster } };
  const members = new PartyMembers(parts as unknown as RoomParts);
  return {
    sit: (name: string, party?: string, knows: { version?: number } = { version: PROTOCOL_VERSION }) =>
      seats.set(name, { auth: { party, ...knows }, player: { name, away: false } }),
    seats,
    /** @returns what is sent in the next second */
    pass(by = members): unknown[] {
      for (let i = 0; i < TICK_RATE; i++, world.tick++) by.step();
      return sent.splice(0);
    },
    members,
    next: () => new PartyMembers(parts as unknown as RoomParts),
  };
}

const list = (to: string, ...names: string[]) => [
  to,
  "members",
  { members: names.map((name) => ({ key: name, name })) },
];

it("[PA8] members are told of each other, after each change, and nobody else is", () => {
  const { sit, pass, seats } = room();
  sit("ada", "P");
  sit("cid");
  sit("dan", "Q");
  expect(pass(), "alone").toEqual([]);
  sit("bob", "P");
  expect(pass()).toEqual([list("ada", "bob"), list("bob", "ada")]);
  expect(pass()).toEqual([]);
  seats.delete("bob");
  expect(pass()).toEqual([list("ada")]);
});

it("[RE7] a member with a stock client is told of nobody, and others are told of it", () => {
  const { sit, pass } = room();
  sit("ada", "P");
  sit("bob", "P", {});
  expect(pass()).toEqual([list("ada", "bob")]);
});

it("[PA8] a member that was away is told again, and so are all by a new owner of the match", () => {
  const { sit, pass, seats, next, members } = room();
  sit("ada", "P");
  sit("bob", "P");
  pass();
  seats.get("bob")!.player.away = true;
  expect(pass()).toEqual([]);
  seats.get("bob")!.player.away = false;
  members.returned("bob");
  expect(pass()).toEqual([list("bob", "ada")]);
  // Within a second, and while the other one leaves for good.
  seats.delete("ada");
  members.returned("bob");
  expect(pass()).toEqual([list("bob")]);
  sit("ada", "P");
  pass();
  expect(pass(next())).toEqual([list("bob", "ada"), list("ada", "bob")]);
});

it("[PA8] a leader is a member by its ship, once that was in sight, and until then by its name", () => {
  const look = partyInLeaders();
  const ships = new Map<string, { id: number }>();
  const session = { members: new Map([["b", "Bob"]]), state: { ships } };
  const marked = () => [7, 8].filter((id) => look(session)({ id, name: "Bob" }));
  expect(marked(), "two of that name, and nothing else is known").toEqual([7, 8]);
  ships.set("b", { id: 8 });
  expect(marked()).toEqual([8]);
  ships.clear();
  expect(marked(), "out of sight again").toEqual([8]);
  expect(look({ ...session, members: new Map() })({ id: 8, name: "Bob" })).toBe(false);
});
