/** Seats for the members of a party whose room refuses, on simulated ports. */
import { beforeEach, expect, it } from "vitest";
import type { SeatAnswer } from "../../../server/cluster/ports.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { TryAgain } from "../../../server/cluster/seatDeadline.ts";
import { matchmakingPorts } from "../../support/matchmakingPorts.ts";
import { until } from "../../support/until.ts";

let ports = matchmakingPorts();
/** Requests for seats by room; requests for identities. */
const asked: string[] = [];
let authenticated = 0;
const party = "ABCDEFGH23";

/** The party is bound to the room "theirs" of the process "there". */
beforeEach(async () => {
  ports = matchmakingPorts();
  const { on, rooms } = ports;
  asked.length = authenticated = 0;
  rooms.set("theirs", async () => false);
  const { reserveSeat } = on.peers;
  on.peers.reserveSeat = (room, ...rest) => {
    asked.push(room);
    return reserveSeat(room, ...rest);
  };
  on.where = async () => ({ state: "here", at: { id: "there", address: "", public: "" } });
  on.host.authenticate = async () => {
    authenticated++;
    return undefined;
  };
  await on.parties.bind(party, { room: "theirs", mode: "arena" });
});
const join = (options: object = { party }) => ports.matchmaking.seat("joinOrCreate", "arena", { ...options });
const owner = () => ports.registry.processes.find(({ id }) => id === "there") as ProcessRecord;
const answers = (answer: SeatAnswer) => ports.rooms.set("theirs", async () => answer as boolean);

it("[PA4] where the process of the party's room takes no new players, a member is told at once to try again", async () => {
  owner().players = owner().capacity;
  await expect(join()).rejects.toMatchObject({
    code: 503,
    message: "the process of your party's room takes no new players; try again in a moment",
  });
  expect((await join({ party, moveParty: true })).roomId, "the party may move").not.toBe("theirs");
});

it("[PA1] members whose room cannot answer yet search a few times a second, and delay no other request", async () => {
  ports.on.where = async () => ({ state: "unknown" });
  let looks = 0;
  const { look } = ports.on.parties;
  ports.on.parties.look = (code) => {
    looks++;
    return look.call(ports.on.parties, code);
  };
  const gone = Array.from({ length: 20 }, () => join().catch((error) => error));
  await until(() => looks >= 20, "all members to look");
  ports.rooms.set("another", async () => true);
  expect((await join({})).roomId).toBe("another");
  await until(() => looks > 40, "further looks");
  expect(authenticated, "once for each request").toBe(21);
  expect(asked.filter((room) => room === "theirs").length).toBeLessThanOrEqual(looks + 1);
  answers(true);
  expect((await Promise.all(gone)).map(({ roomId }) => roomId)).toEqual(gone.map(() => "theirs"));
});

it("[PA4] the party's room says why a member gets no seat, and the member is told so at once", async () => {
  answers({ partyRefused: "twice" });
  await expect(join()).rejects.toMatchObject({
    code: 412,
    message: "you play in the room of your party already, in another tab or window",
  });
  answers({ partyRefused: "full" });
  await expect(join()).rejects.toMatchObject({
    code: 423,
    message: "the room of your party has no free seat",
  });
  expect(asked).toEqual(["theirs", "theirs"]);
});

it("[PA7] in a mode with bySkill a party gets no stranger's room, also where no process can open one", async () => {
  const { on, registry, rooms } = ports;
  on.host.authenticate = async () => ({ skill: { mu: 25, sigma: 8 } });
  on.listings.openRooms = async () => [(await on.listings.find("theirs"))!];
  on.rooms.plays = () => false;
  for (const one of registry.processes) (one as { kinds?: string[] }).kinds = ["swarm"];
  rooms.set("theirs", async () => true);
  await expect(join({ party: "QRSTVWXYZ2" })).rejects.toBeInstanceOf(TryAgain);
  expect(asked).toEqual([]);
});

it("[PA7] a room that is listed as a party's is not offered to strangers, nor counted as a free seat", async () => {
  const { on, matchmaking, opened } = ports;
  const { find, openRooms } = on.listings;
  const listed = (room: { roomId: string } | undefined) =>
    room && Object.assign(room, room.roomId === "theirs" && { metadata: { party: true } });
  on.listings.openRooms = async (name) => {
    const rooms = await openRooms(name);
    for (const room of rooms) listed(room);
    return rooms;
  };
  on.listings.find = async (room) => listed(await find(room)) as Awaited<ReturnType<typeof find>>;
  let checked = 0;
  on.peers.hasSeat = async () => ++checked > 0;
  await matchmaking.whyNoSeat("arena");
  expect(checked).toBe(0);
  await expect(matchmaking.seat("joinById", "theirs", {})).rejects.toThrow("the room has no free seat");
  expect((await join({})).roomId).not.toBe("theirs");
  expect(opened).toHaveLength(1);
  expect(asked).not.toContain("theirs");
});
