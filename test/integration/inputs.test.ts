/** Clients that send too much, junk, or nothing: they harm nobody, and themselves only for a moment. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SHIP } from "../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import { INPUT, REWIND } from "../../shared/limits.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { pace, type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Most units the ship has flown in any second. Deaths do not count; walls and rocks only make it less. */
function watchSpeed(player: StockPlayer): () => number {
  const moves: number[] = [];
  let fastest = 0;
  let last: { x: number; y: number } | undefined;
  player.room.onStateChange(() => {
    const now = { x: player.own().x, y: player.own().y };
    const moved = last === undefined ? 0 : Math.hypot(now.x - last.x, now.y - last.y);
    last = now;
    if (moved > 100 || !player.ship().alive) moves.length = 0;
    else moves.push(moved);
    if (moves.length > TICK_RATE) moves.shift();
    fastest = Math.max(
      fastest,
      moves.reduce((sum, move) => sum + move, 0),
    );
  });
  return () => fastest;
}

/** Back and forth, so that walls stay away. */
const toAndFro = (second: number) => ({ moveX: Math.floor(second / 2) % 2 === 0 ? 127 : -127, moveY: 60 });

// Each of these lasts long, and none minds the others.
it.concurrent("[IN3] a client that sends twice as often flies no faster", async () => {
  const topSpeed = SHIP.thrust / SHIP.drag;
  const honest = await stockPlayer(server.url, "Honest");
  const twice = await stockPlayer(server.url, "Twice");
  const speeds = [watchSpeed(honest), watchSpeed(twice)];
  await Promise.all([
    pace(30, 10, (count) => honest.send(toAndFro(count / 30))),
    pace(60, 10, (count) => twice.send(toAndFro(count / 60))),
  ]);
  const [fair, greedy] = speeds.map((speed) => speed()) as [number, number];
  expect(fair, "units in the honest one's best second").toBeGreaterThan(topSpeed / 2);
  expect(greedy, "units in the greedy one's best second").toBeLessThan(topSpeed * 1.25);
  await Promise.all([honest.room.leave(), twice.room.leave()]);
});

it.concurrent("[IN6] a client that is silent for 10 s drifts to a halt, and flies on at once when it is back", async () => {
  const player = await stockPlayer(server.url, "Silent");
  await pace(30, 1.5, () => player.send({ moveX: 127, moveY: 0 }));
  await wait(10_000);
  const { vx, vy } = player.own();
  expect(Math.hypot(vx, vy), "units/s after 10 s without a hand on the controls").toBeLessThan(5);
  await until(() => player.ship().alive, "the ship to be in play");
  const tick = player.room.state.tick;
  let flewAt = 0;
  player.room.onStateChange((state) => {
    if (flewAt === 0 && Math.hypot(player.own().vx, player.own().vy) > 100) flewAt = state.tick;
  });
  // One way, then the other: something may be in the way of the first.
  await pace(30, 2, (count) =>
    player.send(count < 20 ? { moveX: 127, moveY: 127 } : { moveX: -127, moveY: -127 }),
  );
  expect(flewAt, "it flew").toBeGreaterThan(0);
  expect(flewAt - tick, "ticks until it did").toBeLessThan(50);
  await player.room.leave();
});

it.concurrent("[IN4] a client whose 10 s of inputs arrive at once is not stuck behind them", async () => {
  const player = await stockPlayer(server.url, "Stalled");
  await pace(30, 1, () => player.send({ moveX: 127 }));
  await wait(10_000);
  for (let i = 0; i < 300; i++) player.send({ moveX: -127 });
  const tick = player.room.state.tick;
  let worked = 0;
  player.room.onStateChange((state) => {
    if (worked === 0 && player.pending() <= 4) worked = state.tick;
  });
  await pace(30, 2.5, () => player.send({ moveX: 127 }));
  await until(() => worked > 0, "the queue to be worked off");
  expect(worked - tick, "ticks until at most 4 inputs waited").toBeLessThanOrEqual(2 * 30 + INPUT.slack);
  await player.room.leave();
});

it("[IN2] fields out of range, NaN and infinities never reach the simulation", async () => {
  const player = await stockPlayer(server.url, "Junk");
  const watcher = await stockPlayer(server.url, "Watcher");
  const junk = [Number.NaN, Number.POSITIVE_INFINITY, -1e300, 1e300, -128, 255, 0xffffffff, -1, 0.5];
  await pace(30, 4, (count) => {
    const value = junk[count % junk.length]!;
    player.send({ moveX: value, moveY: -value, aim: value, buttons: value, seen: value });
    for (const { own, x, y, hull } of watcher.room.state.ships.values()) {
      for (const number of [x, y, hull, own?.x ?? 0]) expect(Number.isFinite(number)).toBe(true);
      for (const at of [x, y]) {
        expect(at).toBeGreaterThanOrEqual(SHIP.radius - 1);
        expect(at).toBeLessThanOrEqual(watcher.room.state.size - SHIP.radius + 1);
      }
    }
    const { vx, vy, energy } = player.own();
    expect(Math.hypot(vx, vy), "no faster than anybody").toBeLessThan(700);
    expect(energy).toBeLessThanOrEqual(SHIP.energy);
  });
  const { tick } = watcher.room.state;
  await until(() => watcher.room.state.tick > tick + 10, "the game to go on");
  expect(server.log(), "faults in the room").not.toContain("fault");
  await Promise.all([player.room.leave(), watcher.room.leave()]);
});

it("[SI11] shots stamped in the future, or out of pace, are counted", async () => {
  const player = await stockPlayer(server.url, "Liar");
  const counted = async (outlier: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(
      new RegExp(`^skirmish_rejected_total{reason="${outlier}"} (\\d+)`, "m").exec(text)?.[1] ?? 0,
    );
  };
  let saw = (tick: number) => tick - 2;
  const shooting = setInterval(() => {
    const seen = Math.max(1, saw(player.room.state.tick)) * REWIND.parts;
    player.send({ buttons: BUTTON.fire, seen });
  }, 33);
  await until(() => player.own().shots > 3, "honest shots");
  const future = await counted("stamp_future");
  saw = (tick) => tick + 1000;
  await until(
    async () => (await counted("stamp_future")) > future + 2,
    "shots from the future to be counted",
  );
  const back = await counted("stamp_back");
  saw = (tick) => tick - 11;
  await until(async () => (await counted("stamp_back")) > back + 2, "shots that fall back to be counted");
  clearInterval(shooting);
  await player.room.leave();
});
