/** Entities of other players: each field is drawn by the rule of its row. */
import { beforeEach, expect, it } from "vitest";
import type { DrawnEntity, EntityRules, GameTypes, GameView } from "../../../client/game.ts";
import { RemoteEntities } from "../../../client/session/remoteEntities.ts";
import { boolean, entity, float32, string, turn8, type Values } from "../../../shared/fields/index.ts";

interface Skater {
  x: number;
  y: number;
  angle: number;
  heat: number;
  onIce: boolean;
  name: string;
}
const skaters = entity("Skater", (world: { skaters: Map<string, Skater> }) => world.skaters, {
  position: ["x", "y"],
  fields: {
    x: float32(),
    y: float32(),
    angle: turn8(),
    heat: float32(),
    onIce: boolean(),
    name: string().once(),
  },
  draw: { x: "lerp", y: "lerp", angle: "turn", heat: "lerp" },
});

interface Rink extends GameTypes {
  state: { tick: number; crowd: number; skaters: Map<string, Skater> };
  entity: Skater;
  drawn: DrawnEntity & Values<(typeof skaters)["fields"]>;
}
const rules: EntityRules<Rink> = {
  of: (state) => state.skaters,
  table: skaters,
  inPlay: ({ onIce }) => onIce,
  player: ({ name }) => ({ name, hue: 0 }),
  leap: 150,
  astray: 80,
};
const at = (tick: number, fields: Partial<Skater> = {}): Skater => ({
  x: tick * 3,
  y: 5,
  angle: 0,
  heat: tick,
  onIce: true,
  name: "Bob",
  ...fields,
});

let remote: RemoteEntities<Rink>;
let changes: [key: string, inPlay: boolean][];
beforeEach(() => {
  changes = [];
  const view: GameView<Rink> = {
    rules: () => undefined,
    inPlayChanged: ({ key }, inPlay) => void changes.push([key, inPlay]),
  };
  remote = new RemoteEntities("ada", rules, view);
});
const patch = (tick: number, bob: Skater | undefined) => {
  const all: [string, Skater][] = [["ada", at(tick)], ...(bob ? [["bob", bob] as [string, Skater]] : [])];
  remote.note({ tick, crowd: all.length, skaters: new Map(all) });
};
const drawn = () => [...remote.drawn()];

it("a field is drawn by the rule of its row, a new field too", () => {
  patch(10, at(10, { angle: 6.2, name: "Bob" }));
  patch(11, at(11, { angle: 0.1, name: "Rob", onIce: true }));
  remote.frame(10.5, 0);
  expect(drawn()).toMatchObject([
    { key: "bob", mine: false, x: 31.5, y: 5, vx: 90, heat: 10.5, onIce: true, name: "Rob" },
  ]);
  expect(drawn()[0]!.angle, "the short way round").toBeGreaterThan(6.2);
});

it("the own entity is not among them, and an entity that left the interest set is gone", () => {
  patch(10, at(10));
  remote.frame(10, 0);
  expect(drawn().map(({ key }) => key)).toEqual(["bob"]);
  patch(11, undefined);
  expect(drawn()).toEqual([]);
});

it("the game learns which entity leaves play or returns when the screen reaches that tick", () => {
  patch(10, at(10));
  patch(11, at(11, { onIce: false }));
  patch(12, at(12, { onIce: true, x: 400 }));
  remote.frame(10.5, 0);
  expect(changes, "the first appearance of an entity is not a change").toEqual([]);
  remote.frame(11.2, 20);
  expect(changes).toEqual([["bob", false]]);
  remote.frame(12, 50);
  expect(changes.at(-1)).toEqual(["bob", true]);
  expect(drawn()[0], "moved there at once, not drawn in between").toMatchObject({ x: 400, vx: 0, fade: 0 });
});
