/**
 * Two servers in one process share only the process: each has its own game, players, limits, log and metrics.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Channel } from "../support/processChannel.ts";
import { PROJECT } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const TOKENS = ["token-of-the-first-server", "token-of-the-second-server"] as const;
let both: Channel;
let first: string;
let second: string;
let log = "";
beforeAll(async () => {
  const envs = [
    { OPS_TOKEN: TOKENS[0], MAX_CLIENTS_PER_PROCESS: "2", PROFANITY_FILTER: "off" },
    { OPS_TOKEN: TOKENS[1], LOG_LEVEL: "warn" },
  ];
  const script = join(PROJECT, "test/support/twoServers.ts");
  const child = spawn(process.execPath, [script, ...envs.map((env) => JSON.stringify(env))]);
  child.stdout.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  both = new Channel(child);
  [first, second] = await both.receive<[string, string]>();
});
afterAll(() => both.stop());

const ask = async (url: string, path: string, token: string = TOKENS[url === first ? 0 : 1]) =>
  await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
const metricOf = async (url: string, sample: string): Promise<number | undefined> => {
  const text = await (await ask(url, "/metrics")).text();
  const found = text.split("\n").find((line) => line.startsWith(`${sample} `));
  return found === undefined ? undefined : Number(found.split(" ").at(-1));
};
const sessionAt = async (url: string, name: string) => {
  const request = { method: "POST", headers: { "content-type": "application/json" } };
  const answer = await fetch(`${url}/api/session`, { ...request, body: JSON.stringify({ name }) });
  return (await answer.json()) as { token: string; player: { name: string } };
};
const seatAt = (url: string, room: string, token?: string) =>
  fetch(`${url}/matchmake/joinOrCreate/${room}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: "{}",
  });
const ticks = ({ room }: StockPlayer): number => room.state.tick;

it("[EN1] two servers in one process play two games, and one plays on after the other has stopped", async () => {
  const ada = await stockPlayer(first, "Ada", "arena");
  const bob = await stockPlayer(first, "Bob", "arena");
  const cid = await stockPlayer(second, "Cid", "joust");

  expect(await metricOf(first, 'skirmish_players{room="arena"}')).toBe(2);
  expect(await metricOf(second, 'skirmish_players{room="joust"}')).toBe(1);
  expect(await metricOf(first, 'skirmish_players{room="joust"}'), "a room of the other game").toBeUndefined();
  expect(await metricOf(second, 'skirmish_players{room="arena"}')).toBeUndefined();

  const rooms = async (url: string) =>
    ((await (await ask(url, "/api/rooms")).json()) as { id: string }[]).map(({ id }) => id);
  expect(await rooms(first)).toEqual([ada.room.roomId]);
  expect(await rooms(second)).toEqual([cid.room.roomId]);
  const processes = [
    await (await ask(first, "/api/process")).text(),
    await (await ask(second, "/api/process")).text(),
  ];
  expect(new Set(processes).size, "ids of processes").toBe(2);

  // Limits: the first takes two players, the second more.
  expect((await seatAt(first, "arena")).status, "one player too many").toBe(503);
  expect((await seatAt(second, "joust")).status).toBe(200);
  expect((await seatAt(second, "arena")).status, "a room of the other game").not.toBe(200);
  expect(await metricOf(first, 'skirmish_rejected_total{reason="full"}')).toBe(1);
  expect(await metricOf(second, 'skirmish_rejected_total{reason="full"}')).toBe(0);

  // Identities, the text filter and operators.
  const { token, player } = await sessionAt(first, "fuck");
  expect(player.name, "on the server without a filter").toBe("fuck");
  expect((await sessionAt(second, "fuck")).player.name).toMatch(/^Pilot-/);
  expect((await seatAt(second, "joust", token)).status, "a session of the first server").toBe(401);
  expect((await ask(second, "/ops/status", TOKENS[0])).status, "the operators of the first server").toBe(401);

  const left = Promise.all([ada, bob].map(({ room }) => new Promise<number>((gone) => room.onLeave(gone))));
  await both.ask("stopFirst");
  await left;
  await expect(fetch(first)).rejects.toThrow();

  const { x, y } = cid.own();
  const then = ticks(cid);
  const flying = setInterval(() => cid.send({ moveX: 127, moveY: 0 }), 33);
  await until(
    () => ticks(cid) > then + 60 && Math.hypot(cid.own().x - x, cid.own().y - y) > 20,
    "Cid to fly on",
  );
  clearInterval(flying);
  const dee = await stockPlayer(second, "Dee", "joust");
  await until(() => dee.room.state.crowd === 2, "Dee to play with Cid");
  expect(await metricOf(second, 'skirmish_players{room="joust"}')).toBe(2);
  await Promise.all([cid, dee].map(({ room }) => room.leave()));

  // The first logs at level info, the second only warnings.
  expect(log).toContain('"callsign":"Ada"');
  expect(log).not.toContain('"callsign":"Cid"');
});
