/** A mode that puts players together by skill, with clients of the stock SDK. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askIdentity, credentials, type Identity } from "../../client/session/identity.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { sqliteRecords } from "../../server/records/sqliteStore.ts";
import type { RecordStore } from "../../server/records/store.ts";
import type { GameRoom } from "../../server/rooms/gameRoom.ts";
import { SEAT } from "../../shared/limits.ts";
import { newPartyCode } from "../../shared/party.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { untilAdmitted } from "../support/overload.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(pathOf(tmpdir(), "duel-"));
let records: RecordStore;
let server: LocalServer;
beforeAll(async () => {
  records = await sqliteRecords({ file: pathOf(folder, "records.db"), days: 0 });
  server = await startLocally({}, records);
});
afterAll(async () => {
  await server.stop();
  await records.close();
  rmSync(folder, { recursive: true });
});

interface Duellist {
  readonly identity: Identity;
  readonly client: Client;
  room: Room<ArenaState>;
  /** Rooms to which it was sent. */
  readonly sent: string[];
}

let rounds = 0;
/** @param mu of its rating; absent: it is new */
async function duellist(name: string, mu?: number, identity?: Identity, party?: string): Promise<Duellist> {
  const known = identity ?? (await askIdentity(server.url, name));
  if (mu !== undefined) {
    const player = known.player.id;
    const rating = { was: undefined, now: { mu, sigma: 2 } };
    const entries = [{ key: name, player, name, figures: { kills: 1 }, rating }];
    expect(await records.add({ id: `past:${++rounds}`, mode: "duel", at: Date.now(), entries })).toBe(1);
  }
  const client = new Client(server.url, credentials(known));
  const room = await untilAdmitted(() =>
    client.joinOrCreate<ArenaState>("duel", { name, ...(party && { party }) }),
  );
  const sent: string[] = [];
  room.onMessage("match", ({ room }: { room: string }) => sent.push(room));
  room.onMessage("*", () => {});
  await until(() => room.state?.ships?.get(room.sessionId) !== undefined, `${name}'s ship`);
  return { identity: known, client, room, sent };
}

const worldOf = (room: Room) => roomOf<GameRoom<World>>(room).world;
const phase = ({ room }: Duellist) => room.state.phase;
/** A player meets one who waits: at once, or by being sent there, where that room was listed too late. */
async function meets(coming: Duellist, waiting: Duellist): Promise<void> {
  const { roomId } = waiting.room;
  await until(() => coming.room.roomId === roomId || coming.sent.length > 0, "the two to be put together");
  if (coming.room.roomId === roomId) return;
  expect(coming.sent[0]).toBe(roomId);
  const { room: own } = coming;
  coming.room = await coming.client.joinById(roomId, { name: "Bob" });
  coming.room.onMessage("*", () => {});
  await own.leave();
}
const leave = (...all: Duellist[]) => Promise.all(all.map(({ room }) => room.leave()));

it("[DU2] two players of similar skill meet at once, a third one waits in a room of its own, and no player joins a running duel", async () => {
  const [ada, bob] = [await duellist("Ada"), await duellist("Bob")];
  expect(bob.room.roomId).toBe(ada.room.roomId);
  await until(() => phase(ada) === PHASE.warmup, "the warm-up");
  const cid = await duellist("Cid");
  expect(cid.room.roomId).not.toBe(ada.room.roomId);
  expect(phase(cid)).toBe(PHASE.waiting);
  await expect(cid.client.joinById(ada.room.roomId)).rejects.toThrow("no free seat");
  await leave(ada, bob, cid);
});

it("[PA7] two friends duel with each other, whatever their skills, and neither with another waiting player", async () => {
  const stranger = await duellist("Stranger");
  const party = newPartyCode();
  const ada = await duellist("Ada", 25, undefined, party);
  expect(ada.room.roomId).not.toBe(stranger.room.roomId);
  const other = await duellist("Other", 45);
  expect(other.room.roomId, "a stranger who comes later").not.toBe(ada.room.roomId);
  await expect(other.client.joinById(ada.room.roomId)).rejects.toThrow("no free seat");
  const tab = ada.client.joinOrCreate("duel", { name: "Ada", party });
  await expect(tab, "a second tab").rejects.toMatchObject({ code: 412 });
  const bob = await duellist("Bob", 60, undefined, party);
  expect(bob.room.roomId).toBe(ada.room.roomId);
  await until(() => phase(ada) === PHASE.warmup, "the warm-up");
  const third = { name: "Cid", party };
  await expect(stranger.client.joinOrCreate("duel", third)).rejects.toMatchObject({ code: 423 });
  await leave(stranger, ada, bob, other);
});

it("[PA5][PA6] a player who has a seat makes it one of a party, friends find it there, and a closed room is no party's", async () => {
  const client = new Client(server.url);
  const ada = await untilAdmitted(() => client.joinOrCreate("arena", { name: "Ada" }));
  const [party, told]: [string, unknown[]] = [newPartyCode(), []];
  ada.onMessage("*", (type, message) => void told.push([type, message]));
  ada.send("party", { party: "nonsense" });
  ada.send("party", { party });
  await until(() => told.some((one) => isDeepStrictEqual(one, ["party", { party }])), "the party");
  expect(told).toContainEqual(["error", { code: "malformed", message: "party: not the code of a party" }]);
  const bob = await client.create("arena", { name: "Bob", party }).catch((error) => error);
  expect(bob).toMatchObject({ code: 409 });
  const cid = await untilAdmitted(() => client.joinOrCreate("arena", { name: "Cid", party }));
  cid.onMessage("*", () => {});
  expect(cid.roomId).toBe(ada.roomId);
  const status = async () => await (await fetch(`${server.url}/api/party/${party}`)).json();
  await until(async () => (await status()).playing.length === 2, "both to be named");
  await Promise.all([ada.leave(), cid.leave()]);
  await until(async () => isDeepStrictEqual(await status(), { playing: [], waiting: [] }), "no closed room");
});

it("[DU10] no public answer contains the guest id of a waiting player", async () => {
  const ada = await duellist("Ada", 22);
  const { id } = ada.identity.player;
  const listed = () => matchMaker.query({ roomId: ada.room.roomId });
  await until(async () => JSON.stringify(await listed()).includes(id), "her room to be listed with her id");
  const bob = await askIdentity(server.url, "Bob");
  const headers = { "content-type": "application/json", authorization: `Bearer ${bob.token}` };
  const request = (path: string, body?: object) =>
    fetch(`${server.url}${path}`, body && { method: "POST", headers, body: JSON.stringify(body) });
  const answers = await Promise.all([
    request("/api/rooms"),
    request("/api/players"),
    request("/api/games"),
    request(`/api/rooms/${ada.room.roomId}/where`),
    request(`/api/rooms/${ada.room.roomId}/here`),
    request("/matchmake/duel"),
    request(`/matchmake/joinById/${ada.room.roomId}`, { name: "Bob" }),
    request("/api/replays"),
    request("/api/leaderboard?mode=duel"),
  ]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  for (const [i, text] of texts.entries()) expect(text, answers[i]!.url).not.toContain(id);
  expect(answers[6]!.status, "Bob has got a seat").toBe(200);
  // A seat that is only reserved would keep the room for the next test.
  const seated = await new Client(server.url, credentials(bob)).consumeSeatReservation(JSON.parse(texts[6]!));
  seated.onMessage("*", () => {});
  await Promise.all([ada.room.leave(), seated.leave()]);
});

it("[DU4] a player is never paired with itself in another tab, and waits for others", async () => {
  const ada = await duellist("Ada");
  await until(() => worldOf(ada.room).tick > 30, "her to have waited for a second");
  const again = await duellist("Ada", undefined, ada.identity);
  expect(again.room.roomId).not.toBe(ada.room.roomId);
  const waits = async ({ room: { roomId } }: Duellist) =>
    (await matchMaker.query({ roomId }))[0]?.metadata?.waiting !== undefined;
  await until(async () => (await waits(ada)) && (await waits(again)), "both to be listed as waiting");
  const bob = await duellist("Bob");
  expect(bob.room.roomId, "who has waited longest").toBe(ada.room.roomId);
  await leave(ada, again, bob);
});

it("[DU3] players of different skill wait until the window has widened: then the player that came last is sent to the other one", async () => {
  const novice = await duellist("Novice");
  const adept = await duellist("Adept", 29.5);
  expect(adept.room.roomId).not.toBe(novice.room.roomId);
  const { room: own } = adept;
  await until(() => adept.sent.length > 0, "the window to widen by 30");
  expect([adept.sent[0], novice.sent]).toEqual([novice.room.roomId, []]);
  adept.room = await adept.client.joinById(adept.sent[0]!, { name: "Adept" });
  adept.room.onMessage("*", () => {});
  await own.leave();
  await until(() => phase(novice) === PHASE.warmup, "their warm-up");
  await leave(novice, adept);
});

it("[DU4] a player whose connection is lost is not paired before it has returned", async () => {
  const ada = await duellist("Ada");
  ada.room.reconnection.enabled = false;
  const world = worldOf(ada.room);
  const token = ada.room.reconnectionToken;
  await until(() => world.tick > 20, "the room to be listed");
  ada.room.connection.close(4010);
  await until(() => [...world.ships.values()][0]?.away === true, "the seat to be kept");
  const bob = await duellist("Bob");
  expect(bob.room.roomId).not.toBe(ada.room.roomId);
  await leave(bob);
  const back = await ada.client.reconnect<ArenaState>(token);
  back.onMessage("*", () => {});
  const cid = await duellist("Cid");
  expect(cid.room.roomId).toBe(ada.room.roomId);
  await back.leave();
  await leave(cid);
});

it("[DU5] a player in a duel with a bot is still offered to others, and the bot leaves when a player comes", async () => {
  const ada = await duellist("Ada");
  const world = worldOf(ada.room);
  world.phaseEnds = world.tick;
  await until(() => ada.room.state.practice, "the bot");
  await until(() => [...ada.room.state.leaders.values()].length === 2, "both to be listed");
  const bob = await duellist("Bob");
  await meets(bob, ada);
  await until(() => !ada.room.state.practice && phase(ada) === PHASE.warmup, "the bot to go");
  await leave(ada, bob);
});

it("[DU6][DU8] a player that leaves loses, and its rating falls; the other one wins, waits in the same room, and is not paired with it again at once", async () => {
  const [ada, bob] = [await duellist("Ada"), await duellist("Bob")];
  const world = worldOf(ada.room);
  const flying = setInterval(() => {
    for (const { room } of [ada, bob]) room.input().send();
  }, 33);
  const flown = ({ room }: Duellist) => room.input().lastProcessed;
  await until(() => flown(ada) > SEAT.played && flown(bob) > SEAT.played, "both to have played");
  world.phaseEnds = world.tick;
  await until(() => phase(ada) === PHASE.live, "the round");
  await bob.room.leave();
  await until(() => phase(ada) === PHASE.podium, "the podium");
  const ratingOf = async ({ identity }: Duellist) =>
    (await records.ratings("duel", [identity.player.id]))[0]?.mu;
  await until(async () => (await ratingOf(ada)) !== undefined, "the round to be recorded");
  expect(await ratingOf(ada)).toBeGreaterThan(25);
  expect(await ratingOf(bob)).toBeLessThan(25);
  expect((await records.of(ada.identity.player.id))?.modes.duel?.figures).toMatchObject({ wins: 1 });

  clearInterval(flying);
  world.phaseEnds = world.tick;
  await until(() => phase(ada) === PHASE.waiting, "Ada to wait");
  const again = await duellist("Bob", undefined, bob.identity);
  expect(again.room.roomId).not.toBe(ada.room.roomId);
  await leave(ada, again);
});
