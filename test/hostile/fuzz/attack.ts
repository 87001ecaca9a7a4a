/** Sends what the generators make to a running server, from as many addresses as it takes not to be limited for that. */
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { type Random, seeded, whole } from "../../../shared/maths/random.ts";
import { binary, RawPlayer } from "../../support/rawSocket.ts";
import { chance } from "./bytes.ts";
import { nextFrame } from "./frames.ts";
import { Pace } from "./pace.ts";
import { nextRequest } from "./requests.ts";

/** Frames at most in one connection: below what is cut off as a flood. */
const FRAMES = 400;
/** Of a hundred frames. One ends the connection, and a new seat costs as much as hundreds of frames. */
const BAD = 3;
/** Of a hundred requests: sent again and again at once. */
const CROWDED = 2;

/** What was done so far. Frames count when the server has read them: none is sent behind one that may end the connection. */
export interface Attack {
  frames: number;
  connections: number;
  requests: number;
}

const addressOf = (from: Random): string =>
  `10.${whole(from, 256)}.${whole(from, 256)}.${1 + whole(from, 250)}`;

/**
 * Plays players that go wrong, one after the other, until `goOn` says no more. The server must trust 127.0.0.1 as a proxy.
 * @param count kept up to date
 */
export async function fuzzFrames(
  url: string,
  seed: number,
  count: Attack,
  goOn: () => boolean,
  pace = new Pace(Number.POSITIVE_INFINITY),
): Promise<void> {
  const from = seeded(seed);
  while (goOn()) {
    const headers = { "x-forwarded-for": addressOf(from) };
    // Arenas fill up and close with those that leave at the same moment; that is for others to test.
    const player = await RawPlayer.seated(url, headers, "joinOrCreate/swarm").catch(() => undefined);
    if (player === undefined) continue;
    count.connections++;
    if (whole(from, 10) > 0) player.send(binary(Protocol.JOIN_ROOM));
    for (let left = 1 + whole(from, FRAMES); left > 0 && isIn(player) && goOn(); ) {
      const frames = untilBad(from, left);
      left -= frames.length;
      await pace.take(frames.length);
      count.frames += frames.length;
      player.send(Buffer.concat(frames));
      await hasRead(player);
    }
    await leave(player);
  }
}

/** @returns at most so many frames, of which only the last may be one that no client sends */
function untilBad(from: Random, most: number): Buffer[] {
  const frames: Buffer[] = [];
  for (let isBad = false; !isBad && frames.length < most; ) {
    isBad = chance(from, BAD);
    frames.push(nextFrame(from, isBad));
  }
  return frames;
}

/** Sends requests, several at once, until `goOn` says no more. */
export async function fuzzRequests(
  url: string,
  seed: number,
  count: Attack,
  goOn: () => boolean,
  pace = new Pace(Number.POSITIVE_INFINITY),
): Promise<void> {
  const from = seeded(seed);
  const ask = async (): Promise<void> => {
    while (goOn()) {
      await pace.take();
      const bytes = nextRequest(from, addressOf(from));
      await send(
        url,
        chance(from, CROWDED) ? Buffer.concat(new Array(1 + whole(from, 100)).fill(bytes)) : bytes,
      );
      count.requests++;
    }
  };
  await Promise.all(Array.from({ length: 64 }, ask));
}

const isIn = (player: RawPlayer): boolean => !player.closed && player.code === 0;

/** Gives the server time to read what was sent: until it closes, or answers a ping. */
async function hasRead(player: RawPlayer): Promise<void> {
  const { pongs } = player.received;
  player.send(Buffer.of(0x89, 0x80, 0, 0, 0, 0));
  const end = performance.now() + 2000;
  while (isIn(player) && player.received.pongs === pongs && performance.now() < end) await wait(2);
}

/** For good: a thousand seats that wait for their players are another test. */
async function leave(player: RawPlayer): Promise<void> {
  if (player.closed) return;
  player.send(binary(Protocol.LEAVE_ROOM));
  const closed = new Promise((resolve) => player.socket.once("close", resolve));
  await Promise.race([closed, wait(200)]);
  player.leave();
}

/** Sends bytes and hangs up when the server has answered, or has had its time. */
function send(url: string, bytes: Buffer): Promise<void> {
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
