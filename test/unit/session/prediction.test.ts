/** Predicted bodies: the player's own, and those that all clients predict. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Body, DrawnEntity, GameTypes, PredictRules } from "../../../client/game.ts";
import { InputPace, Prediction } from "../../../client/session/prediction.ts";
import { DT, TICK_MS } from "../../../shared/tick.ts";

interface Puck extends GameTypes {
  state: { tick: number; crowd: number; puck: Body };
  entity: Body & { life: number };
  drawn: DrawnEntity;
  intent: { push: number };
  input: { push: number };
  bodies: { own: Body; puck: Body };
  rules: undefined;
  outcome: boolean;
}

const body = (x = 0, vx = 0): Body => ({ x, y: 0, vx, vy: 0, angle: 0 });

/** A skater that is pushed along a line, and a puck that takes the skater's speed at contact. */
const predict: PredictRules<Puck> = {
  blank: () => ({ own: body(), puck: body() }),
  read(to, state, { x, y, vx, vy }) {
    Object.assign(to.own, { x, y, vx, vy });
    Object.assign(to.puck, state.puck);
    return true;
  },
  step({ own, puck }, { push }) {
    own.vx += push;
    own.x += own.vx * DT;
    puck.x += puck.vx * DT;
    const touches = Math.abs(own.x - puck.x) < 10;
    if (touches) puck.vx = own.vx;
    return touches;
  },
  life: ({ life }) => life,
  jump: 50,
};

let prediction: Prediction<Puck>;
beforeEach(() => {
  prediction = new Prediction(predict);
});
const patch = (ack: number, skater: Body, puck: Body, life = 1) =>
  prediction.reconcile({ tick: 1, crowd: 1, puck }, { ...skater, life }, ack, undefined, 0.5);

describe("a body that all clients predict", () => {
  it("moves at once when the player's own body pushes it", () => {
    patch(0, body(0), body(12));
    const touched = Array.from({ length: 10 }, (_, i) => prediction.step(i + 1, { push: 30 }, undefined));
    expect(touched).toContain(true);
    expect(prediction.bodies.puck.x).toBeGreaterThan(15);
  });

  it("is where the server will have it, if no other player pushes it", () => {
    const server = { own: body(0), puck: body(12) };
    patch(0, server.own, server.puck);
    for (let seq = 1; seq <= 30; seq++) {
      prediction.step(seq, { push: 5 }, undefined);
      if (seq > 6) predict.step(server, { push: 5 }, undefined);
      patch(Math.max(0, seq - 6), server.own, server.puck);
    }
    for (let left = 0; left < 6; left++) predict.step(server, { push: 5 }, undefined);
    expect(prediction.bodies).toEqual(server);
    expect(prediction.corrections).toBe(0);
  });

  it("is not stepped again by inputs that the server has applied while patches did not contain it", () => {
    const silent = new Prediction<Puck>({ ...predict, read: () => false });
    for (let seq = 1; seq <= 5; seq++) silent.hold(seq, { push: 1 }, seq);
    const entity = { ...body(), life: 1 };
    expect(silent.reconcile({ tick: 1, crowd: 1, puck: body() }, entity, 4, undefined, 0.5)).toBe(false);
    expect(silent.pending).toBe(1);
  });

  it("glides to its place when another player has pushed it, and that is not counted as a correction", () => {
    patch(0, body(0), body(40));
    const before = prediction.drawn("puck", 0.5).x;
    patch(0, body(0), body(48));
    expect(prediction.drawn("puck", 0.5).x).toBeCloseTo(before, 5);
    expect(prediction.drawn("own", 0.5).x).toBe(0);
    prediction.fade(1000);
    expect(prediction.drawn("puck", 0.5).x).toBeCloseTo(48, 2);
    expect(prediction.corrections).toBe(0);
  });

  it("jumps when the server has moved it, alone or with all others", () => {
    patch(0, body(0), body(40));
    patch(0, body(4), body(400));
    expect(prediction.drawn("puck", 0.5).x).toBe(400);
    expect(prediction.drawn("own", 0.5).x, "glides meanwhile").toBe(0);
    patch(0, body(8), body(410), 2);
    expect(prediction.drawn("puck", 0.5).x).toBe(410);
    expect(prediction.drawn("own", 0.5).x).toBe(8);
    expect(prediction.corrections).toBe(1);
  });
});

it("inputs that were sent before the first patch are stepped on top of it", () => {
  expect(prediction.isStarted).toBe(false);
  prediction.hold(1, { push: 30 }, 0);
  prediction.hold(2, { push: 30 }, 0);
  patch(1, body(100), body(500));
  expect(prediction.isStarted).toBe(true);
  expect(prediction.bodies.own.x).toBe(100 + 30 * DT);
});

it("a body that the game does not predict is named in the error", () => {
  expect(() => prediction.drawn("ball" as "puck", 0)).toThrow(/no body called "ball"/);
});

describe("the rate of inputs", () => {
  it("is one a tick whatever the frame rate", () => {
    for (const rate of [20, 30, 59.94, 60, 144]) {
      const pace = new InputPace();
      let inputs = 0;
      for (let frame = 0; frame < rate * 20; frame++) inputs += pace.due(1000 / rate);
      expect(Math.abs(inputs - 600), `inputs in 20 s at ${rate} frames/s`).toBeLessThanOrEqual(1);
    }
  });

  it("does not make up for the time in which the page was hidden", () => {
    const pace = new InputPace();
    expect(pace.due(60_000)).toBe(InputPace.MOST);
    expect(pace.due(TICK_MS)).toBeLessThanOrEqual(1);
  });
});
