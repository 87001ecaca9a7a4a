/** Sends what the generators make to a running server, from as many addresses as it takes not to be limited for that. */
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { type Random, seeded, whole } from "../../../shared/sim/random.ts";
import { binary, RawPlayer } from "../../support/rawSocket.ts";
import { nextFrame } from "./frames.ts";
import { nextRequest } from "./requests.ts";

/** Frames at most in one connection: below what is cut off as a flood. */
const FRAMES = 400;
/** Of a hundred frames. One ends the connection, and a new seat costs as much as hundreds of frames. */
const BAD = 3;

export interface Attack {
  frames: number;
  connections: number;
  requests: number;
}

const addressOf = (from: Random): string =>
  `10.${whole(from, 256)}.${whole(from, 256)}.${1 + whole(from, 250)}`;

/**
 * Plays players that go wrong, one after the other, until `goOn` says no more. The server must trust 127.0.0.1 as a proxy.
 * @param count what was done so far; kept up to date
 */
export async function fuzzFrames(
  url: string,
  seed: number,
  count: Attack,
  goOn: () => boolean,
): Promise<void> {
  const from = seeded(seed);
  while (goOn()) {
    const headers = { "x-forwarded-for": addressOf(from) };
    // Arenas fill up and close with those that leave at the same moment; that is for others to test.
    const player = await RawPlayer.seated(url, headers, "joinOrCreate/swarm").catch(() => undefined);
    if (player === undefined) continue;
    count.connections++;
    const frames = Array.from({ length: 1 + whole(from, FRAMES) }, () => nextFrame(from, BAD));
    if (whole(from, 10) > 0) frames.unshift(binary(Protocol.JOIN_ROOM));
    count.frames += frames.length;
    player.send(Buffer.concat(frames));
    await turn(player);
    player.leave();
  }
}

/** Sends requests, several at once, until `goOn` says no more. */
export async function fuzzRequests(
  url: string,
  seed: number,
  count: Attack,
  goOn: () => boolean,
): Promise<void> {
  const from = seeded(seed);
  while (goOn()) {
    const batch = Array.from({ length: 16 }, () => nextRequest(from, addressOf(from)));
    await Promise.all(batch.map((bytes) => ask(url, bytes)));
    count.requests += batch.length;
  }
}

/**
 * Gives the server time to read what was sent: until it closes, or answers a last ping. Who is still in leaves for good:
 * a thousand seats that wait for their players are another test.
 */
async function turn(player: RawPlayer): Promise<void> {
  const { pongs } = player.heard;
  player.send(Buffer.of(0x89, 0x80, 0, 0, 0, 0));
  const end = performance.now() + 2000;
  while (!player.closed && player.code === 0 && player.heard.pongs === pongs && performance.now() < end)
    await wait(2);
  if (player.closed) return;
  player.send(binary(Protocol.LEAVE_ROOM));
  const closed = new Promise((resolve) => player.socket.once("close", resolve));
  await Promise.race([closed, wait(200)]);
}

/** Sends bytes and hangs up when the server has answered, or has had its time. */
function ask(url: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const timer = setTimeout(() => socket.destroy(), 300);
    socket.on("error", () => {});
    socket.once("data", () => socket.destroy());
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.write(bytes);
  });
}
