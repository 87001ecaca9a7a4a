/** The defaults of `defineServer`, tested with the template of new games and with puck. */
import { expect, it } from "vitest";
import { puckServer } from "../../games/puck/server/index.ts";
import { INPUT } from "../../shared/limits.ts";
import { templateServer } from "../../tools/template/server/index.ts";
import { freshDisc } from "../../tools/template/server/rules.ts";

const WISH = { moveX: 127, moveY: 0 };

it("a player joins as a new entity with its name, is away while dropped or moved, and leaves", () => {
  const world = templateServer.create({}, 1);
  const ada = templateServer.join(world, "a", "Ada");
  expect(templateServer.players(world).get("a")).toBe(ada);
  expect(ada).toEqual({ ...freshDisc("a"), name: "Ada" });
  for (const lost of [templateServer.drop, templateServer.migrate]) {
    lost(world, ada);
    expect(ada.away).toBe(true);
    templateServer.back(world, ada);
    expect(ada.away).toBe(false);
  }
  templateServer.leave(world, "a");
  expect(templateServer.players(world).size).toBe(0);
});

it("inputs are copied, at most as many as a step takes are applied, and a step without an input is neutral", () => {
  const world = templateServer.create({}, 1);
  const ada = templateServer.join(world, "a", "Ada");
  const input = { ...WISH };
  for (let i = 0; i < INPUT.perTick + 1; i++) templateServer.give(ada, input);
  input.moveX = 0;
  expect(ada.inputCount).toBe(INPUT.perTick);
  expect(ada.inputs.map(({ moveX }) => moveX)).toEqual(new Array(INPUT.perTick).fill(127));
  templateServer.step(world);
  expect(ada.inputCount).toBe(0);
  templateServer.idle(ada);
  expect(ada.inputs[0]).toEqual({ moveX: 0, moveY: 0 });
});

it("the progress of a match is its round and phase, or a first round in play", () => {
  expect(templateServer.progress(templateServer.create({}, 1))).toEqual({ round: 1, phase: "play" });
  const world = puckServer.create({ pilots: 0 }, 1);
  puckServer.step(world);
  expect(puckServer.progress(world)).toEqual({ round: 1, phase: "faceOff" });
  Object.assign(world, { round: 2, phase: "podium" });
  expect(puckServer.progress(world)).toEqual({ round: 2, phase: "podium" });
});

it("the entity of an absent player drifts without an input", () => {
  const world = templateServer.create({}, 1);
  const ada = templateServer.join(world, "a", "Ada");
  templateServer.give(ada, WISH);
  templateServer.step(world);
  templateServer.drop(world, ada);
  const { x, vx } = ada;
  templateServer.step(world);
  expect(ada.x).toBeGreaterThan(x);
  expect(ada.vx).toBeLessThan(vx);
});
