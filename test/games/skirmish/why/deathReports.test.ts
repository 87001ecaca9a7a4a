/** What the server can say of a death, and that saying it changes nothing. */
import { getMessageBytes, Protocol } from "@colyseus/core";
import { describe, expect, it } from "vitest";
import { DeathReports } from "../../../../games/skirmish/server/deathReports.ts";
import { skirmishServer } from "../../../../games/skirmish/server/index.ts";
import type { SimShip, World } from "../../../../games/skirmish/server/world.ts";
import { ARENA } from "../../../../games/skirmish/shared/config.ts";
import {
  type DeathReport,
  REPORT_TICKS,
  UnpackedPath,
  type WhyAnswer,
} from "../../../../games/skirmish/shared/deathReport.ts";
import { BUTTON, type ShipInput } from "../../../../games/skirmish/shared/input.ts";
import { REWIND } from "../../../../shared/limits.ts";
import { Match } from "../../../../shared/log/match.ts";
import { ScriptedMatch } from "../../../support/scriptedMatch.ts";
import { inputOf, openWorld, shipAt } from "../../../support/worlds.ts";

/** Flies to and fro. */
const swing = (tick: number): Partial<ShipInput> => ({ moveY: tick % 60 < 30 ? 127 : -127 });
const towards = (from: { x: number; y: number }, to: { x: number; y: number }): number =>
  Math.round((Math.atan2(to.y - from.y, to.x - from.x) / (2 * Math.PI)) * 65536) & 0xffff;

/** Ada shoots at Bob, who flies across her line of fire. */
class Fight {
  readonly world: World = openWorld();
  readonly ada: SimShip = shipAt(this.world, "ada", 400, 500);
  readonly bob: SimShip = shipAt(this.world, "bob", 640, 500);
  readonly match = new Match(skirmishServer as never, this.world, ["ada", "bob"]);
  readonly reports = new DeathReports(this.world, { roundTrip: (key) => ({ ada: 87.4, bob: 40 })[key] });
  /** Places of Bob, by tick. */
  readonly places: { x: number; y: number }[] = [];

  constructor() {
    this.match.record(this.reports);
    this.bob.hull = 1;
  }

  /** @param behind how far back Ada's screen is, ticks */
  step(ada: Partial<ShipInput> = {}, bob: Partial<ShipInput> = swing(this.world.tick), behind = 5): void {
    const seen = Math.round((this.world.tick + 1 - behind) * REWIND.parts);
    this.match.give(this.ada, inputOf({ seen, ...ada }));
    this.match.give(this.bob, inputOf(bob));
    this.match.step();
    this.places[this.world.tick] = { x: this.bob.x, y: this.bob.y };
  }

  /** Ada aims ahead of where she sees Bob, and fires until he is destroyed. */
  kill(behind = 5): void {
    const place = (tick: number) => this.places[tick] ?? this.bob;
    for (let tick = 0; tick < 300 && this.bob.alive; tick++) {
      const seenAt = this.world.tick - Math.min(behind, REWIND.max);
      const [seen, before] = [place(seenAt), place(seenAt - 1)];
      const flight = Math.hypot(seen.x - this.ada.x, seen.y - this.ada.y) / (820 / 30);
      const at = { x: seen.x + (seen.x - before.x) * flight, y: seen.y + (seen.y - before.y) * flight };
      this.step({ buttons: BUTTON.fire, aim: towards(this.ada, at) }, swing(this.world.tick), behind);
    }
    expect(this.bob.alive, "Bob").toBe(false);
  }

  get report(): DeathReport {
    return reportIn(this.reports.answer("bob"));
  }
}

function reportIn(answer: WhyAnswer): DeathReport {
  if (!("report" in answer)) throw new Error(`no report: ${answer.none}`);
  return answer.report;
}

describe("[WD1] the report of a death", () => {
  it("says how far back the shot was judged, and where both ships were", () => {
    const fight = new Fight();
    for (let tick = 0; tick < 120; tick++) fight.step();
    fight.kill(5);
    const { report, world } = fight;
    expect(report).toMatchObject({
      tick: world.tick,
      judged: 5 * REWIND.parts,
      claimed: 5 * REWIND.parts,
      limit: REWIND.max * REWIND.parts,
      victim: { key: "bob", id: fight.bob.id, name: "bob", rtt: 40 },
      killer: { key: "ada", id: fight.ada.id, name: "ada", rtt: 87, pilot: false },
      others: { hits: 0, damage: 0 },
    });
    expect(report.outlier).toBeUndefined();
    const path = new UnpackedPath(report.paths.victim);
    expect(path.to).toBe(world.tick);
    expect(path.from).toBeLessThanOrEqual(world.tick - REPORT_TICKS - REWIND.max);
    for (let tick = path.from; tick <= path.to; tick++) {
      expect(path.at(tick).x).toBeCloseTo(fight.places[tick]!.x, 0);
      expect(path.at(tick).y).toBeCloseTo(fight.places[tick]!.y, 0);
    }
    const { behind, from } = report.paths.killer;
    expect(behind.slice(1)).toEqual(behind.slice(1).map(() => 5 * REWIND.parts));
    expect(from).toBeLessThanOrEqual(world.tick - REPORT_TICKS);
  });

  it("names the part of the tick in which the shot met the ship where its shooter saw it", () => {
    const fight = new Fight();
    fight.kill(7);
    const { report } = fight;
    const bolt = report.bolts.at(-1)!;
    expect(bolt.hit).toBe(report.tick);
    const seen = new UnpackedPath(report.paths.victim).at(
      report.tick - 1 + report.part - report.judged / REWIND.parts,
    );
    const way = (report.tick - 1 + report.part - bolt.born) * (820 / 30);
    const angle = (bolt.angle / 65536) * 2 * Math.PI;
    const at = { x: bolt.x / 4 + Math.cos(angle) * way, y: bolt.y / 4 + Math.sin(angle) * way };
    expect(Math.hypot(at.x - seen.x, at.y - seen.y)).toBeLessThan(18 + 4 + 1);
  });

  it("says when a view time was not accepted: too old", () => {
    const fight = new Fight();
    for (let tick = 0; tick < 40; tick++) fight.step({}, {}, 20);
    fight.kill(20);
    expect(fight.report).toMatchObject({
      outlier: "old",
      claimed: 20 * REWIND.parts,
      judged: REWIND.max * REWIND.parts,
    });
  });

  it("has the hits of the shooter, and counts those of others", () => {
    const fight = new Fight();
    const eve = shipAt(fight.world, "eve", 640, 900);
    fight.bob.hull = 100;
    for (let tick = 0; tick < 60 && fight.bob.hull === 100; tick++) {
      fight.match.give(eve, inputOf({ buttons: BUTTON.fire, aim: towards(eve, fight.bob) }));
      fight.step({}, {});
    }
    // Her last shots arrive.
    for (let tick = 0; tick < 20; tick++) fight.step({}, {});
    const byEve = 100 - fight.bob.hull;
    fight.bob.hull = 1;
    fight.kill();
    const { bolts, others } = fight.report;
    expect(others.damage).toBe(byEve);
    expect(bolts.every(({ owner }) => owner === fight.ada.id)).toBe(true);
    expect(bolts.length).toBeGreaterThan(0);
  });

  it("takes at most 2 kB, and half of that as a rule", () => {
    const fight = new Fight();
    fight.bob.hull = 100;
    for (let tick = 0; tick < 130; tick++)
      fight.step(
        { moveX: tick % 40 < 20 ? 127 : -127, aim: (tick * 900) & 0xffff },
        { ...swing(tick), moveX: tick % 30 < 15 ? 90 : -90, aim: (tick * 700) & 0xffff },
      );
    fight.kill();
    const bytes = getMessageBytes.raw(Protocol.ROOM_DATA, "why", { report: fight.report }).length;
    console.log(`a report takes ${bytes} bytes`);
    expect(bytes).toBeLessThan(2000);
  });
});

describe("[WD2] the players who get a report", () => {
  it("is the player whose ship was destroyed, until its next death", () => {
    const fight = new Fight();
    expect(fight.reports.answer("bob")).toEqual({ none: "alive" });
    fight.kill();
    const { report } = fight;
    expect(fight.reports.answer("ada"), "the shooter").toEqual({ none: "alive" });
    expect(fight.reports.answer("eve"), "a stranger").toEqual({ none: "alive" });
    for (let tick = 0; tick < 100; tick++) fight.step();
    expect(fight.bob.alive).toBe(true);
    expect(fight.report).toEqual(report);
    fight.bob.hull = 1;
    fight.bob.shieldUntil = 0;
    fight.bob.x = 640;
    fight.bob.y = 500;
    for (let tick = 0; tick < 20; tick++) fight.step({}, {});
    fight.kill();
    expect(fight.report.tick).toBeGreaterThan(report.tick);
    fight.match.apply({ type: "leave", key: "bob" });
    expect(fight.reports.answer("bob")).toEqual({ none: "alive" });
  });

  it("names no other player when the shooter has left", () => {
    const fight = new Fight();
    fight.bob.x = 1000;
    fight.step({ buttons: BUTTON.fire, aim: 0 }, {});
    fight.match.apply({ type: "leave", key: "ada" });
    for (let tick = 0; tick < 40; tick++) fight.match.step();
    expect(fight.bob.alive).toBe(false);
    expect(fight.reports.answer("bob")).toEqual({ none: "gone" });
  });

  it("learns that the match has moved since", () => {
    const fight = new Fight();
    fight.kill();
    const world = skirmishServer.storage.restore(structuredClone(skirmishServer.storage.save(fight.world)));
    const after = new DeathReports(world, { roundTrip: () => undefined });
    expect(after.answer("bob")).toEqual({ none: "moved" });
    expect(after.answer("ada")).toEqual({ none: "alive" });
  });
});

describe("[WD3] reports", () => {
  it("change nothing in a match: its hashes are the same with them", () => {
    const hashes = (observes: boolean) => {
      const match = new ScriptedMatch({ game: skirmishServer as never, room: "arena", seed: 7 });
      const reports = new DeathReports(match.world, { roundTrip: () => 50 });
      if (observes) match.record(reports);
      const found: string[] = [];
      for (let tick = 1; tick <= 1500; tick++) {
        match.tick();
        if (tick % 100 === 0) found.push(match.hash());
      }
      return found;
    };
    expect(hashes(true)).toEqual(hashes(false));
    expect(ARENA.pilots).toBeGreaterThan(0);
  });
});
