/** The rules of duels. */
import { describe, expect, it } from "vitest";
import { clumsinessOf } from "../../../games/skirmish/server/clumsiness.ts";
import { waits } from "../../../games/skirmish/server/duel.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { addOpponent } from "../../../games/skirmish/server/pilots.ts";
import type { SimShip, World } from "../../../games/skirmish/server/world.ts";
import { DUEL, DUEL_TIMES, MATCH } from "../../../games/skirmish/shared/config.ts";
import { PHASE } from "../../../games/skirmish/shared/phase.ts";
import { ticks } from "../../../shared/tick.ts";
import { agree, endedDuel, join, startDuel } from "../../support/duels.ts";
import { run } from "../../support/worlds.ts";

const pilots = ({ ships }: World) => [...ships.values()].filter(({ pilot }) => pilot !== undefined);

describe("[DU1] a round", () => {
  it("is won by the first to five kills", () => {
    const { ada, bob } = endedDuel();
    expect([ada.won, bob.won]).toEqual([true, false]);
  });

  it("is won by the player with more kills when the time is over; after a draw the next kill within a minute wins", () => {
    const timed = startDuel();
    timed.bob.kills = 2;
    run(timed.world, MATCH.live);
    expect([timed.world.phase, timed.bob.won]).toEqual([PHASE.podium, true]);

    const drawn = startDuel();
    run(drawn.world, MATCH.live + ticks(5));
    expect(drawn.world.phase).toBe(PHASE.live);
    drawn.ada.kills = 1;
    run(drawn.world, 1);
    expect([drawn.world.phase, drawn.ada.won]).toEqual([PHASE.podium, true]);

    const never = startDuel();
    run(never.world, MATCH.live + DUEL_TIMES.overtime);
    expect([never.world.phase, never.ada.won, never.bob.won]).toEqual([PHASE.podium, false, false]);
  });

  it("continues while both have five", () => {
    const { world, ada, bob } = startDuel();
    ada.kills = bob.kills = 5;
    run(world, 10);
    expect(world.phase).toBe(PHASE.live);
  });
});

it("[DU7] when both agree, the next round begins in the same room with scores at zero, after three seconds at least", () => {
  const { world, ada, bob } = endedDuel();
  agree(world, ada);
  run(world, ticks(10));
  expect([world.phase, world.round]).toEqual([PHASE.podium, 1]);
  agree(world, bob);
  run(world, 1);
  expect([world.phase, world.round, ada.kills, ada.won, ada.agrees]).toEqual([
    PHASE.warmup,
    2,
    0,
    false,
    false,
  ]);

  const hasty = endedDuel();
  for (const ship of [hasty.ada, hasty.bob]) agree(hasty.world, ship);
  run(hasty.world, ticks(2));
  expect(hasty.world.phase, "the round is not recorded yet").toBe(PHASE.podium);
  run(hasty.world, ticks(1));
  expect(hasty.world.phase).toBe(PHASE.warmup);
});

it("[DU6] a player that stays wins; after the podium it waits for the next opponent", () => {
  const { world, ada } = startDuel();
  skirmishServer.leave(world, "bob");
  run(world, 1);
  expect([world.phase, ada.won, waits(world)]).toEqual([PHASE.podium, true, undefined]);
  run(world, DUEL_TIMES.gone);
  expect([world.phase, ada.won, waits(world)]).toEqual([PHASE.waiting, false, 0]);
  run(world, 30);
  expect(waits(world)).toBe(30);

  const early = createMatch(DUEL, 5);
  join(early, "ada");
  join(early, "bob");
  run(early, 3);
  skirmishServer.leave(early, "bob");
  run(early, 1);
  expect([early.phase, early.ships.get("ada")!.won], "a round that has not begun").toEqual([
    PHASE.waiting,
    false,
  ]);
});

describe("[DU5] a bot", () => {
  it("joins after 20 s with the player's skill, plays the next round at once, and leaves when a person joins", () => {
    const world = createMatch(DUEL, 5);
    const ada = join(world, "ada", 820);
    run(world, DUEL_TIMES.bot - 1);
    expect([world.phase, pilots(world).length]).toEqual([PHASE.waiting, 0]);
    run(world, 1);
    expect([world.phase, pilots(world)[0]?.skill]).toEqual([PHASE.warmup, 820]);
    expect(waits(world), "an opponent is still searched for").toBe(DUEL_TIMES.bot);
    run(world, DUEL_TIMES.warmup);
    ada.kills = 5;
    run(world, 1);
    expect(world.phase).toBe(PHASE.podium);
    agree(world, ada);
    run(world, DUEL_TIMES.leastPodium);
    expect([world.phase, world.round]).toEqual([PHASE.warmup, 2]);

    join(world, "bob");
    run(world, 1);
    expect([world.phase, pilots(world).length, world.ships.size, waits(world)]).toEqual([
      PHASE.warmup,
      0,
      2,
      undefined,
    ]);
  });

  it("does not join a player that is away", () => {
    const world = createMatch(DUEL, 5);
    const ada = join(world, "ada");
    skirmishServer.drop(world, ada);
    run(world, DUEL_TIMES.bot + 10);
    expect(world.phase).toBe(PHASE.waiting);
    skirmishServer.back(world, ada);
    run(world, 1);
    expect(world.phase).toBe(PHASE.warmup);
  });

  it("fights worse for a weak player than for a strong one", () => {
    expect([600, 1000, 1400].map(clumsinessOf)).toEqual([1, 0.5, 0]);
    let [strong, weak] = [0, 0];
    for (let seed = 1; seed <= 3; seed++) {
      const world = createMatch(DUEL, seed);
      addOpponent(world, 1300);
      addOpponent(world, 800);
      const [one, other] = [...world.ships.values()] as [SimShip, SimShip];
      Object.assign(world, {
        phase: PHASE.live,
        phaseEnds: 1e9,
        round: 1,
        settings: { ...DUEL, firstTo: 1e9 },
      });
      run(world, ticks(120));
      strong += one.kills;
      weak += other.kills;
    }
    expect(strong).toBeGreaterThan(2 * weak);
    expect(strong + weak).toBeGreaterThan(5);
  });
});

it("a restored duel continues unchanged", () => {
  const { world } = startDuel();
  const { storage } = skirmishServer;
  const again = storage.restore(structuredClone(storage.save(world))) as World;
  for (const one of [world, again]) {
    one.ships.get("ada")!.kills = 5;
    run(one, 5);
  }
  expect(storage.save(again)).toEqual(storage.save(world));
});
