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

interface Flight {
  /** Units. */
  flown: number;
  /** In which it flew so far: the server's, whatever time they took and however late they were told. */
  ticks: number;
  /** Units in its best second, of ticks. */
  best: number;
}

/** What a ship flies from now on. Deaths do not count; walls and rocks only make it less. */
function watchFlight({ room, own, ship }: StockPlayer): Flight {
  const flight: Flight = { flown: 0, ticks: 0, best: 0 };
  let second: { ticks: number; moved: number }[] = [];
  let last: { tick: number; x: number; y: number } | undefined;
  const sum = (of: "ticks" | "moved") => second.reduce((all, one) => all + one[of], 0);
  room.onStateChange(({ tick }) => {
    const { x, y } = own();
    const ticks = last === undefined ? 0 : tick - last.tick;
    const moved = last === undefined ? 0 : Math.hypot(x - last.x, y - last.y);
    last = { tick, x, y };
    if (moved > 100 * ticks || !ship().alive) {
      second = [];
      return;
    }
    flight.flown += moved;
    flight.ticks += ticks;
    second.push({ ticks, moved });
    while (sum("ticks") > TICK_RATE) second.shift();
    flight.best = Math.max(flight.best, sum("moved"));
  });
  return flight;
}

/** Back and forth, so that walls stay away. */
const toAndFro = (second: number) => ({ moveX: Math.floor(second / 2) % 2 === 0 ? 127 : -127, moveY: 60 });

// Each of these lasts long, and none minds the others.
it.concurrent("[IN3] a client that sends twice as often flies no faster", async () => {
  const topSpeed = SHIP.thrust / SHIP.drag;
  const honest = await stockPlayer(server.url, "Honest");
  const twice = await stockPlayer(server.url, "Twice");
  const [fair, greedy] = [watchFlight(honest), watchFlight(twice)];
  await Promise.all([
    pace(30, 10, (count) => honest.send(toAndFro(count / 30))),
    pace(60, 10, (count) => twice.send(toAndFro(count / 60))),
  ]);
  expect(fair.best, "units in the honest one's best second").toBeGreaterThan(topSpeed / 2);
  // What it has saved up may be flown in a burst, as after a stall.
  const fairUnits = (topSpeed * (greedy.ticks + INPUT.budget)) / TICK_RATE;
  expect(greedy.flown, "units the greedy one flew").toBeLessThan(fairUnits * 1.25);
  await Promise.all([honest.room.leave(), twice.room.leave()]);
});

it.concurrent("[IN6] a client that is silent for 10 s drifts to a halt, and flies on at once when it is back", async () => {
  const player = await stockPlayer(server.url, "Silent");
  const speed = () => Math.hypot(player.own().vx, player.own().vy);
  await pace(30, 1.5, () => player.send({ moveX: 127, moveY: 0 }));
  const { state } = player.room;
  const silentSince = state.tick;
  let halted = false;
  player.room.onStateChange(() => {
    halted ||= speed() < 5;
  });
  await until(() => state.tick > silentSince + 300, "10 s without a hand on the controls");
  expect(halted, "slower than 5 units/s").toBe(true);
  await until(() => player.ship().alive, "the ship to be in play");

  // A slow client sends late, which is no fault of the server: what counts is what it had been sent when the ship flew.
  let [flew, used, acknowledged] = [false, 0, player.acknowledged()];
  player.room.onStateChange(() => {
    flew ||= speed() > 100;
    used = player.ship().alive ? used + player.acknowledged() - acknowledged : 0;
    acknowledged = player.acknowledged();
  });
  let count = 0;
  // One way, then the other: something may be in the way of the first.
  const flying = setInterval(
    () => player.send(count++ < 20 ? { moveX: 127, moveY: 127 } : { moveX: -127, moveY: -127 }),
    33,
  );
  await until(() => flew || used >= 50, "it to fly").finally(() => clearInterval(flying));
  expect(flew, "it flew before 50 inputs were used up").toBe(true);
  await player.room.leave();
});

it.concurrent("[IN4] a client whose 10 s of inputs arrive at once is not stuck behind them", async () => {
  const player = await stockPlayer(server.url, "Stalled");
  await pace(30, 1, () => player.send({ moveX: 127 }));
  await wait(10_000);
  await until(() => player.pending() === 0, "what it has sent to be acknowledged");
  const before = player.acknowledged();
  // The ticks in which the first of them was worked off, and in which all were but for a few.
  let [began, worked] = [0, 0];
  player.room.onStateChange(({ tick }) => {
    const done = player.acknowledged() - before;
    if (began === 0 && done > 0) began = tick;
    if (worked === 0 && done >= 300 - 4) worked = tick;
  });
  for (let i = 0; i < 300; i++) player.send({ moveX: -127 });
  await pace(30, 2.5, () => player.send({ moveX: 127 }));
  await until(() => worked > 0, "the queue to be worked off");
  expect(worked - began, "ticks until at most 4 of them waited").toBeLessThanOrEqual(2 * 30 + INPUT.slack);
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
