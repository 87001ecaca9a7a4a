/** Prediction of the own ship. */
import { describe, expect, it } from "vitest";
import { Prediction } from "../../../../client/session/prediction.ts";
import { type Skirmish, skirmishClient } from "../../../../games/skirmish/client/session/skirmish.ts";
import { neutralInput, type ShipInput } from "../../../../games/skirmish/shared/input.ts";
import { createMap } from "../../../../games/skirmish/shared/map.ts";
import { ArenaState, Own, Ship } from "../../../../games/skirmish/shared/schema/state.ts";
import { type ShipBody, stepShip } from "../../../../games/skirmish/shared/ship.ts";
import { random, seeded, whole } from "../../../../shared/maths/random.ts";

const rules = { map: createMap(5, 2400, 22), weapons: true, alive: true };
const state = new ArenaState();
const start = (): ShipBody => ({
  x: 1200,
  y: 1200,
  vx: 0,
  vy: 0,
  angle: 0,
  energy: 1000,
  cooldown: 0,
  shots: 0,
});
/** The ship as in a patch. */
function shipOf(body: ShipBody, spawns = 1, alive = true): Ship {
  const own = Object.assign(new Own(), body, { spawns });
  return Object.assign(new Ship(), { alive, own });
}
const predict = () => new Prediction<Skirmish>(skirmishClient.predict);

/** A server that applies inputs `lag` ticks after they were sent, and a client that predicts them. */
function fly(ticks: number, lag: number, disturb: (server: ShipBody, tick: number) => void = () => {}) {
  const prediction = predict();
  const server = start();
  const dice = seeded(9);
  const sent: ShipInput[] = [];
  prediction.reconcile(state, shipOf(server), 0, rules, 0);
  for (let tick = 1; tick <= ticks; tick++) {
    const input = { ...neutralInput(), moveX: whole(dice, 255) - 127, moveY: whole(dice, 255) - 127 };
    input.aim = whole(dice, 65536);
    input.buttons = random(dice) < 0.3 ? whole(dice, 8) : 0;
    sent.push(input);
    prediction.step(tick, input, rules);
    const ack = tick - lag;
    if (ack > 0) stepShip(server, sent[ack - 1]!, rules);
    disturb(server, tick);
    prediction.reconcile(state, shipOf(server), Math.max(0, ack), rules, 0.5);
  }
  return { prediction, server };
}

describe("prediction", () => {
  it("[SI2] makes no correction in 10,000 ticks when the server agrees", () => {
    for (const lag of [0, 1, 5, 12]) {
      const { prediction } = fly(10_000, lag);
      expect(prediction.corrections, `corrections at ${lag} ticks of lag`).toBe(0);
    }
  });

  it("agrees with the server once everything is acknowledged", () => {
    const push = (server: ShipBody, tick: number) => {
      if (tick % 50 === 0) server.x = Math.fround(server.x + 3);
    };
    const { prediction, server } = fly(400, 0, push);
    expect(prediction.corrections).toBeGreaterThan(3);
    expect(prediction.bodies.own).toMatchObject(server);
  });

  it("draws a correction as a glide: the ship reaches its place without a jump", () => {
    const { prediction } = fly(100, 3);
    const ship = shipOf({ ...prediction.bodies.own, x: prediction.bodies.own.x + 8 });
    const before = prediction.drawn("own", 0.5).x;
    prediction.reconcile(state, ship, 100, rules, 0.5);
    expect(prediction.lastCorrection).toBeCloseTo(8, 5);
    expect(prediction.drawn("own", 0.5).x).toBeCloseTo(before, 5);
    prediction.fade(1000);
    expect(prediction.drawn("own", 0.5).x).toBeCloseTo(ship.own!.x, 2);
  });

  it("draws a respawn as a jump, without counting a correction", () => {
    const { prediction } = fly(60, 2);
    const { corrections } = prediction;
    prediction.reconcile(state, shipOf({ ...start(), x: 300, y: 400 }, 2), 60, rules, 0.5);
    expect(prediction.drawn("own", 0.5).x).toBe(300);
    expect(prediction.drawn("own", 0.5).y).toBe(400);
    expect(prediction.corrections).toBe(corrections);
  });

  it("does not fly a destroyed ship", () => {
    const prediction = predict();
    const dead = { ...rules, alive: false };
    prediction.reconcile(state, shipOf(start(), 1, false), 0, dead, 0);
    expect(prediction.step(1, { ...neutralInput(), moveX: 127, buttons: 2 }, dead)).toBe(-1);
    expect(prediction.bodies.own.x).toBe(1200);
  });
});
