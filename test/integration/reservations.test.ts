/** Seats on a server that stands still: the time of its pause is not the time of its clients. */
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { join } from "../../games/skirmish/client/session/join.ts";
import { requestSeat } from "../support/seats.ts";
import { loggedAt, type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** How long a reservation lasts here, s, and how long the server is stopped, ms. */
const RESERVED = 2;
const STOPPED = 3000;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ COLYSEUS_SEAT_RESERVATION_TIME: String(RESERVED) });
});
afterAll(() => server.stop());

it("[SE8] a seat reservation does not expire while the server stands still", async () => {
  const { process, room, session } = await requestSeat(server.url);
  const address = `${server.url.replace("http", "ws")}/${process}/${room}?sessionId=${session}`;
  server.process.kill("SIGSTOP");
  // The system takes the connection for the process.
  const socket = new WebSocket(address);
  const outcome = new Promise<unknown>((resolve) => {
    socket.once("message", (frame: Buffer) => resolve(frame[0]));
    socket.once("close", (code) => resolve(`closed with ${code}`));
  });
  await wait(STOPPED);
  server.process.kill("SIGCONT");
  expect(await outcome, "the first byte of the first message").toBe(Protocol.JOIN_ROOM);
  socket.close();
});

it("[SE11] a player leaves although the server stands still, which removes it once it runs again", async () => {
  const ada = await join({ url: server.url, room: "arena", name: "Ada" });
  const players = async () =>
    ((await (await fetch(`${server.url}/api/players`)).json()) as { name: string }[]).map(({ name }) => name);
  await until(async () => (await players()).includes("Ada"), "Ada to play");
  server.process.kill("SIGSTOP");
  const left = ada.leave();
  try {
    await Promise.race([left, wait(60_000).then(() => Promise.reject(new Error("Ada never leaves")))]);
  } finally {
    server.process.kill("SIGCONT");
  }
  await until(async () => !(await players()).includes("Ada"), "the server to remove Ada");
  // She left: her seat was not kept as after a drop.
  expect(loggedAt(server, "player dropped", ada.key)).toBeUndefined();
});

it("[SE8] a seat that no client takes is given up, and an empty room is closed", async () => {
  const { room } = await requestSeat(server.url, "arena", "create");
  const rooms = async () =>
    ((await (await fetch(`${server.url}/api/rooms`)).json()) as { id: string }[]).map(({ id }) => id);
  await until(async () => (await rooms()).includes(room!), "the room to be listed");
  await until(async () => !(await rooms()).includes(room!), "the room to be closed");
});
