/** The feel of whole games on a virtual clock: the same figures on every machine, however busy. */
import { describe, expect, it } from "vitest";
import { type NetName, PROFILES } from "../../client/bots/link/profiles.ts";
import { spread } from "../../client/bots/spread.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { Places, remoteFigures } from "../support/drawnPlaces.ts";
import { correctionFigures, hitFigures } from "./figures.ts";
import { VirtualGame } from "./virtual.ts";

/** Plays a fight of `ships` ships, of which `count` are players. @returns its figures */
function play(net: NetName, count: number, ships: number, seconds: number) {
  const game = new VirtualGame({ ...ARENA, pilots: ships }, 1);
  game.run(5);
  for (let i = 1; i <= count; i++) {
    const player = game.join(PROFILES[net], i);
    player.hand = player.fight;
  }
  game.run(10);
  for (const player of game.players) player.cutScreen();
  game.run(seconds);
  const screens = game.players.map((player) => ({ id: player.id, screen: player.cutScreen() }));
  game.run(3);
  const { truth } = game.recorder;
  const places = new Places(truth);
  const remote = screens.map(({ screen }) => remoteFigures(screen, truth, places));
  const corrections = screens.map(({ id, screen }) => correctionFigures(screen, id, places));
  const hits = screens.map(({ id, screen }) => hitFigures(screen, id, truth));
  const sum = <One>(all: One[], of: (one: One) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    patches: sum(screens, ({ screen }) => screen.patches.length),
    corrections: corrections.flatMap(({ moved }) => moved),
    correction: spread(corrections.flatMap(({ all }) => all)),
    alone: sum(corrections, ({ alone }) => alone.length) / sum(corrections, ({ minutes }) => minutes),
    error: spread(remote.flatMap(({ errors }) => errors)),
    held: sum(remote, ({ held }) => held) / sum(remote, ({ moving }) => moving),
    met: sum(hits, ({ met }) => met),
    agreement: sum(hits, ({ confirmed }) => confirmed) / sum(hits, ({ met }) => met),
  };
}

/** Takes seconds on an idle machine, and a minute on a busy one. */
const LONG = { timeout: 300_000 };

describe("ten minutes on a clean link", LONG, () => {
  it("[SI2] are played without a correction, with fights, deaths and a new map", () => {
    const { corrections, patches } = play("clean", 3, 10, 600);
    expect(patches, "patches").toBeGreaterThan(3 * 17_500);
    expect(corrections).toEqual([]);
  });
});

describe("a fight among 38", LONG, () => {
  it("on a clean link draws ships where they were, and confirms hits", () => {
    const { error, held, met, agreement } = play("clean", 6, 38, 60);
    expect(error.p99, "units of error").toBeLessThan(1);
    expect(held, "held frames").toBe(0);
    expect(met).toBeGreaterThan(100);
    expect(agreement, "of shots that met a ship on the screen").toBeGreaterThanOrEqual(0.98);
  });

  it("on a lossy link meets its targets", () => {
    const { error, held, met, agreement, correction, alone } = play("lossy", 8, 38, 90);
    expect(error.p99, "units of error").toBeLessThan(25);
    expect(held, "held frames").toBeLessThan(0.02);
    expect(met).toBeGreaterThan(200);
    // The target is 95 %; with other seeds it is 94 to 97.
    expect(agreement, "of shots that met a ship on the screen").toBeGreaterThanOrEqual(0.93);
    expect(correction.p99, "units a patch").toBeLessThan(0.5);
    expect(alone, "corrections without contact, a player and minute").toBeLessThan(2);
  });
});
