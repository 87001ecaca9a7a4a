/** Bolts on the client: drawn at once, confirmed or removed, and ended at an obstacle. */
import { beforeEach, describe, expect, it } from "vitest";
import { Emitter } from "../../../../client/session/emitter.ts";
import { blankEntity } from "../../../../client/session/remoteEntities.ts";
import { Bolts } from "../../../../games/skirmish/client/session/bolts.ts";
import {
  type DrawnShip,
  type Skirmish,
  type SkirmishEvents,
  skirmishClient,
} from "../../../../games/skirmish/client/session/skirmish.ts";
import type { BoltBirth } from "../../../../games/skirmish/shared/bolt.ts";
import { WEAPONS } from "../../../../games/skirmish/shared/config.ts";
import { createMap } from "../../../../games/skirmish/shared/map.ts";
import { ArenaState, Bolt } from "../../../../games/skirmish/shared/schema/state.ts";
import { TICK_MS } from "../../../../shared/tick.ts";

const OWN = 7;
const blankShip = (key: string, mine: boolean) => blankEntity<Skirmish>(skirmishClient.entities, key, mine);
const map = createMap(1, 4000, 0);
const birth = (fields: Partial<BoltBirth> = {}): BoltBirth => ({
  x: 1000,
  y: 1000,
  angle: 0,
  weapon: 0,
  owner: OWN,
  shot: 3,
  born: 100,
  ...fields,
});
const STEP = WEAPONS[0].speed / 30;

let bolts: Bolts;
let state: ArenaState;
let ends: SkirmishEvents["boltEnd"][];
let shots: SkirmishEvents["shot"][];
beforeEach(() => {
  const events = new Emitter<SkirmishEvents>();
  bolts = new Bolts((name, event) => events.emit(name, event));
  state = new ArenaState();
  ends = [];
  shots = [];
  events.on("boltEnd", (end) => ends.push(end));
  events.on("shot", (shot) => shots.push(shot));
});

const drawn = () => [...bolts.drawn()];
function patch(tick: number, present: BoltBirth[], ack = 0, now = 0): void {
  state.tick = tick;
  for (const key of [...state.bolts.keys()]) state.bolts.delete(key);
  present.forEach((one, index) => void state.bolts.set(`b${index}`, new Bolt().assign({ ...one })));
  bolts.note(state, map, OWN, ack, now);
}

describe("an own shot", () => {
  it("flies from the moment it is fired, in the present", () => {
    bolts.fire(birth(), map, 5, 90);
    bolts.frame(92, 2 * TICK_MS, []);
    expect(drawn()).toHaveLength(1);
    expect(drawn()[0]!.x).toBeCloseTo(1000 + 2 * STEP, 3);
    expect(drawn()[0]!.mine).toBe(true);
  });

  it("is drawn once when the patch contains it", () => {
    bolts.fire(birth(), map, 5, 90);
    patch(100, [birth()], 5);
    bolts.frame(93, 3 * TICK_MS, []);
    expect(drawn()).toHaveLength(1);
    expect(drawn()[0]!.fade).toBe(1);
  });

  it("disappears if the server has applied the input without a shot", () => {
    bolts.fire(birth(), map, 5, 90);
    patch(100, [], 4);
    bolts.frame(91, TICK_MS, []);
    expect(drawn()[0]!.fade).toBe(1);
    patch(101, [], 5, 2 * TICK_MS);
    bolts.frame(94, 2 * TICK_MS + 75, []);
    expect(drawn()[0]!.fade).toBeCloseTo(0.5, 5);
    bolts.frame(98, 2 * TICK_MS + 200, []);
    expect(drawn()).toHaveLength(0);
    expect(ends, "no hit").toEqual([]);
  });

  it("ends on the ship it meets on the screen", () => {
    const target: DrawnShip = { ...blankShip("other", false), x: 1150, y: 1005, alive: true, fade: 1 };
    bolts.fire(birth(), map, 5, 90);
    for (let tick = 1; tick < 10; tick++) bolts.frame(90 + tick, tick * TICK_MS, [target]);
    expect(drawn()).toHaveLength(0);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ on: "ship", met: "other", shot: 3 });
    expect(Math.abs(ends[0]!.x - 1150)).toBeLessThan(30);
  });

  it("meets a ship that crosses its path between two frames", () => {
    const target: DrawnShip = {
      ...blankShip("other", false),
      x: 1150,
      y: 970,
      vy: 900,
      alive: true,
      fade: 1,
    };
    bolts.fire(birth(), map, 5, 90);
    bolts.frame(94, 4 * TICK_MS, [target]);
    expect(ends, "nothing there yet").toEqual([]);
    target.y += 60;
    bolts.frame(96, 6 * TICK_MS, [target]);
    expect(ends).toMatchObject([{ on: "ship", met: "other" }]);
  });

  it("flies on the drawn clock, as its targets do", () => {
    bolts.fire(birth(), map, 5, 90);
    bolts.frame(91.5, 10 * TICK_MS, []);
    expect(drawn()[0]!.x).toBeCloseTo(1000 + 1.5 * STEP, 3);
  });

  it("hits a ship at the muzzle", () => {
    const target: DrawnShip = { ...blankShip("other", false), x: 985, y: 1000, alive: true, fade: 1 };
    bolts.fire(birth(), map, 5, 90);
    bolts.frame(90.5, 0, [target]);
    expect(ends).toMatchObject([{ on: "ship", met: "other" }]);
  });

  it("ends when the server reports a hit", () => {
    bolts.fire(birth(), map, 5, 90);
    patch(100, [birth()], 5);
    patch(104, [], 9);
    bolts.frame(96, 6 * TICK_MS, []);
    expect(ends).toMatchObject([{ on: "ship" }]);
  });
});

describe("another player's bolt", () => {
  const theirs = birth({ owner: 9 });

  it("is fired when the screen reaches its birth, and flies where the server flies it", () => {
    patch(103, [theirs]);
    bolts.frame(99.5, 0, []);
    expect(drawn()).toHaveLength(0);
    bolts.frame(102.5, 100, []);
    expect(drawn()[0]!.x).toBeCloseTo(1000 + 2.5 * STEP, 3);
    expect(shots).toMatchObject([{ mine: false, weapon: 0 }]);
  });

  it("ends when the screen reaches the tick of its hit", () => {
    patch(103, [theirs]);
    bolts.frame(102, 0, []);
    patch(106, []);
    bolts.frame(105, 100, []);
    expect(drawn(), "not before").toHaveLength(1);
    bolts.frame(106, 133, []);
    expect(drawn()).toHaveLength(0);
    expect(ends).toMatchObject([{ on: "ship" }]);
  });

  it("disappears at the end of its range, or at the wall", () => {
    patch(101, [theirs, birth({ owner: 9, x: 3900 })]);
    for (let tick = 101; tick < 140; tick++) bolts.frame(tick, tick * TICK_MS, []);
    expect(ends.map(({ on }) => on)).toEqual(["rock", "air"]);
  });
});
