/**
 * Clients that send too many inputs, invalid inputs or none: other players are not affected, and the client
 * only for a moment.
 */
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
  /** Ticks of the server so far, however long they took and however late patches arrived. */
  ticks: number;
  /** Units in the best second of ticks. */
  best: number;
}

/** Measures the flight of a ship from now on. Deaths do not count; walls and rocks only reduce it. */
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

/** Back and forth, to stay away from walls. */
const toAndFro = (second: number) => ({ moveX: Math.floor(second / 2) % 2 === 0 ? 127 : -127, moveY: 60 });

// The tests are long and do not affect each other.
it.concurrent("[IN3] a client that sends twice as often flies no faster", async () => {
  const topSpeed = SHIP.thrust / SHIP.drag;
  const honest = await stockPlayer(server.url, "Honest");
  const twice = await stockPlayer(server.url, "Twice");
  const [fair, greedy] = [watchFlight(honest), watchFlight(twice)];
  await Promise.all([
    pace(30, 10, (count) => honest.send(toAndFro(count / 30))),
    pace(60, 10, (count) => twice.send(toAndFro(count / 60))),
  ]);
  // On a busy machine many of the inputs come late.
  const isAtSpeed = async () => {
    if (fair.best <= topSpeed / 2) await pace(30, 2, (count) => honest.send(toAndFro(count / 30)));
    return fair.best > topSpeed / 2;
  };
  await until(isAtSpeed, `the honest player to fly ${topSpeed / 2} units in its best second`);
  // Saved time may be used in a burst, as after a stall.
  const fairUnits = (topSpeed * (greedy.ticks + INPUT.budget)) / TICK_RATE;
  expect(greedy.flown, "units of the greedy player").toBeLessThan(fairUnits * 1.25);
  await Promise.all([honest.room.leave(), twice.room.leave()]);
});

it.concurrent("[IN6] a client that is silent for 10 s drifts to a halt, and flies at once when it sends again", async () => {
  const player = await stockPlayer(server.url, "Silent");
  const speed = () => Math.hypot(player.own().vx, player.own().vy);
  await pace(30, 1.5, () => player.send({ moveX: 127, moveY: 0 }));
  const { state } = player.room;
  const silentSince = state.tick;
  let halted = false;
  player.room.onStateChange(() => {
    halted ||= speed() < 5;
  });
  await until(() => state.tick > silentSince + 300, "10 s without an input");
  expect(halted, "slower than 5 units/s").toBe(true);
  await until(() => player.ship().alive, "the ship to be in play");

  // A slow client sends late, which is no fault of the server. So the acknowledgement counts that the client
  // had when the ship moved.
  let [flew, used, acknowledged] = [false, 0, player.acknowledged()];
  player.room.onStateChange(() => {
    flew ||= speed() > 100;
    used = player.ship().alive ? used + player.acknowledged() - acknowledged : 0;
    acknowledged = player.acknowledged();
  });
  let count = 0;
  // Two directions: an obstacle may block one.
  const flying = setInterval(
    () => player.send(count++ < 20 ? { moveX: 127, moveY: 127 } : { moveX: -127, moveY: -127 }),
    33,
  );
  await until(() => flew || used >= 50, "the ship to move").finally(() => clearInterval(flying));
  expect(flew, "it moved before 50 inputs were applied").toBe(true);
  await player.room.leave();
});

it.concurrent("[IN4] a client whose 10 s of inputs arrive at once does not wait for them", async () => {
  const player = await stockPlayer(server.url, "Stalled");
  await pace(30, 1, () => player.send({ moveX: 127 }));
  await wait(10_000);
  await until(() => player.pending() === 0, "its inputs to be acknowledged");
  const before = player.acknowledged();
  // The tick in which the first of them was applied, and the tick in which all but a few were.
  let [began, worked] = [0, 0];
  player.room.onStateChange(({ tick }) => {
    const done = player.acknowledged() - before;
    if (began === 0 && done > 0) began = tick;
    if (worked === 0 && done >= 300 - 4) worked = tick;
  });
  for (let i = 0; i < 300; i++) player.send({ moveX: -127 });
  await pace(30, 2.5, () => player.send({ moveX: 127 }));
  await until(() => worked > 0, "the queue to be processed");
  expect(worked - began, "ticks until at most 4 of them waited").toBeLessThanOrEqual(2 * 30 + INPUT.slack);
  await player.room.leave();
});

it("[IN2] values out of range, NaN and infinities never reach the simulation", async () => {
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
    expect(Math.hypot(vx, vy), "no faster than others").toBeLessThan(700);
    expect(energy).toBeLessThanOrEqual(SHIP.energy);
  });
  const { tick } = watcher.room.state;
  await until(() => watcher.room.state.tick > tick + 10, "the game to go on");
  expect(server.log(), "faults in the room").not.toContain("fault");
  await Promise.all([player.room.leave(), watcher.room.leave()]);
});

it("[SI11] shots with a view time in the future, or too slow a view time, are counted", async () => {
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
  await until(
    async () => (await counted("stamp_back")) > back + 2,
    "shots whose view time falls behind to be counted",
  );
  clearInterval(shooting);
  await player.room.leave();
});
