/**
 * Sends generated frames and requests to a running server, from so many addresses that no rate limit applies.
 */
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { type Random, seeded, whole } from "../../../shared/maths/random.ts";
import { binary, RawPlayer } from "../../support/rawSocket.ts";
import { chance } from "./bytes.ts";
import { nextFrame } from "./frames.ts";
import { Pace } from "./pace.ts";
import { nextRequest } from "./requests.ts";

/** Maximum number of frames in one connection: below the limit of a flood. */
const FRAMES = 400;
/**
 * Per cent of invalid frames. Each ends its connection, and a new seat costs as much as hundreds of frames.
 */
const BAD = 3;
/** Per cent of requests that are repeated in bulk. */
const CROWDED = 2;

/**
 * Counts so far. A frame counts when the server has read it: none is sent behind one that may end the
 * connection.
 */
export interface Attack {
  frames: number;
  connections: number;
  requests: number;
}

const addressOf = (from: Random): string =>
  `10.${whole(from, 256)}.${whole(from, 256)}.${1 + whole(from, 250)}`;

/**
 * Plays fuzzing players, one after the other, until `continues` returns false. The server must trust
 * 127.0.0.1 as a proxy.
 * @param count updated during the run
 */
export async function fuzzFrames(
  url: string,
  seed: number,
  count: Attack,
  continues: () => boolean,
  pace = new Pace(Number.POSITIVE_INFINITY),
): Promise<void> {
  const from = seeded(seed);
  while (continues()) {
    const headers = { "x-forwarded-for": addressOf(from) };
    // In arenas all would leave and join at the same moment, which another test covers.
    const player = await RawPlayer.seated(url, headers, "joinOrCreate/swarm").catch(() => undefined);
    if (player === undefined) continue;
    count.connections++;
    if (whole(from, 10) > 0) player.send(binary(Protocol.JOIN_ROOM));
    for (let left = 1 + whole(from, FRAMES); left > 0 && isIn(player) && continues(); ) {
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

/** @returns at most `most` frames, of which only the last may be invalid */
function untilBad(from: Random, most: number): Buffer[] {
  const frames: Buffer[] = [];
  for (let isBad = false; !isBad && frames.length < most; ) {
    isBad = chance(from, BAD);
    frames.push(nextFrame(from, isBad));
  }
  return frames;
}

/** Sends requests, several at once, until `continues` returns false. */
export async function fuzzRequests(
  url: string,
  seed: number,
  count: Attack,
  continues: () => boolean,
  pace = new Pace(Number.POSITIVE_INFINITY),
): Promise<void> {
  const from = seeded(seed);
  const ask = async (): Promise<void> => {
    while (continues()) {
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

/** Waits until the server has read everything: until it closes, or answers a ping. */
async function hasRead(player: RawPlayer): Promise<void> {
  const { pongs } = player.received;
  player.send(Buffer.of(0x89, 0x80, 0, 0, 0, 0));
  const end = performance.now() + 2000;
  while (isIn(player) && player.received.pongs === pongs && performance.now() < end) await wait(2);
}

/** Leaves for good: a thousand kept seats are the subject of another test. */
async function leave(player: RawPlayer): Promise<void> {
  if (player.closed) return;
  player.send(binary(Protocol.LEAVE_ROOM));
  const closed = new Promise((resolve) => player.socket.once("close", resolve));
  await Promise.race([closed, wait(200)]);
  player.leave();
}

/** Sends bytes and hangs up after the answer, or after a timeout. */
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
