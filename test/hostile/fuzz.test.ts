/** The fuzzers for a few seconds. The long run: `npm run fuzz -- --minutes 6 --seed 7`. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeMessage } from "../../server/net/messageDecoder.ts";
import {
  PLAY_REFUSALS,
  REQUEST_REFUSALS,
  SEAT_REFUSALS,
  SOCKET_REFUSALS,
} from "../../server/net/refusals.ts";
import { random, seeded, whole } from "../../shared/maths/random.ts";
import { rejections } from "../support/rejections.ts";
import { newRing } from "../support/rings.ts";
import { bothWays, memoryOf, type RunningServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";
import { type Attack, fuzzFrames, fuzzRequests } from "./fuzz/attack.ts";
import { bytesOf, damage } from "./fuzz/bytes.ts";
import { nextFrame } from "./fuzz/frames.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
/**
 * To each server, and requests to the first: so many that every expected reason occurs a dozen times, however
 * the dice fall.
 */
const FRAMES = 2500;
const REQUESTS = 500;
/** ms; after this a machine too slow for so many stops as soon as every expected reason has occurred. */
const ENOUGH = 100_000;
const OPS_TOKEN = "an operator's secret";
/** Reasons that a server must have counted. */
const reasonsAt = (index: number): string[] => [
  "frame_code",
  "frame_content",
  ...(index === 0 ? ["target", "host", "body_malformed"] : []),
];
/** Without an I/O thread, and with one. */
let servers: RunningServer[];
beforeAll(async () => {
  servers = await bothWays({ TRUST_PROXY: "127.0.0.1", OPS_TOKEN });
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

it(`[FR1] the decoders of frames read 200,000 random byte sequences and never throw (SEED=${SEED})`, () => {
  const from = seeded(SEED);
  const ring = newRing();
  for (let i = 0; i < 100_000; i++) {
    const bytes =
      random(from) < 0.5 ? bytesOf(from, whole(from, 40)) : damage(from, nextFrame(from, false).subarray(6));
    expect(typeof ring.read(bytes, 1)).toBe("boolean");
    const message = decodeMessage(bytes, 1);
    if (message !== undefined) expect(message.type).toBeTypeOf("string");
    const input = ring.next();
    if (input !== undefined)
      for (const value of [input.moveX, input.moveY, input.aim, input.buttons, input.seen])
        expect(Number.isInteger(value)).toBe(true);
  }
});

it(`invalid frames and requests stop neither the server nor the game (SEED=${SEED})`, async () => {
  const honest = await Promise.all(servers.map(({ url }) => stockPlayer(url, "Honest", "swarm")));
  const held = servers.map(memoryOf);
  const counts = servers.map((): Attack => ({ frames: 0, connections: 0, requests: 0 }));
  let isEnough = false;
  const isDone = () =>
    isEnough || (counts.every(({ frames }) => frames >= FRAMES) && counts[0]!.requests >= REQUESTS);
  const continues = () => !isDone();
  const attacks = Promise.all([
    ...servers.map(({ url }, index) => fuzzFrames(url, SEED + index, counts[index]!, continues)),
    fuzzRequests(servers[0]!.url, SEED + 2, counts[0]!, continues),
  ]);
  const began = performance.now();
  await until(
    async () => {
      if (performance.now() - began < ENOUGH) return isDone();
      const refused = await Promise.all(servers.map(({ url }) => rejections(url, OPS_TOKEN)));
      isEnough = refused.every((of, index) => reasonsAt(index).every((reason) => (of.get(reason) ?? 0) > 0));
      return isDone();
    },
    "every expected reason to occur",
    250_000,
  ).finally(() => {
    isEnough = true;
  });
  await attacks;
  for (const [index, server] of servers.entries()) {
    const { room } = honest[index]!;
    const { tick } = room.state;
    await until(() => room.state.tick > tick + 30, "the game to go on");
    expect(memoryOf(server) - held[index]!, "MB more").toBeLessThan(400);
    const faults = server
      .log()
      .split("\n")
      .filter((line) => /"level":"(error|fatal)"/.test(line))
      // A process that the machine leaves too little CPU admits no new players, and says so.
      .filter((line) => !line.includes('"msg":"seat check fails'));
    expect(faults, "faults in the log").toEqual([]);
    await room.leave();
    const refused = await rejections(server.url, OPS_TOKEN);
    const known = [
      ...Object.keys(SOCKET_REFUSALS),
      ...Object.keys(REQUEST_REFUSALS),
      ...PLAY_REFUSALS,
      ...SEAT_REFUSALS,
    ];
    expect(known, "a closed list of reasons").toEqual(expect.arrayContaining([...refused.keys()]));
    for (const reason of reasonsAt(index)) expect(refused.get(reason) ?? 0, reason).toBeGreaterThan(0);
  }
});
