/** Duels: the rules, and what is recorded of them. */
import { describe, expect, it } from "vitest";
import { clumsinessOf } from "../../../games/skirmish/server/clumsiness.ts";
import { waits } from "../../../games/skirmish/server/duel.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { addOpponent } from "../../../games/skirmish/server/pilots.ts";
import type { SimShip, World } from "../../../games/skirmish/server/world.ts";
import { DUEL, DUEL_TIMES, MATCH } from "../../../games/skirmish/shared/config.ts";
import { PHASE } from "../../../games/skirmish/shared/phase.ts";
import type { RecordRules } from "../../../server/game.ts";
import type { PlayedRound, RecordWriter } from "../../../server/records/recordWriter.ts";
import { RoundRecorder } from "../../../server/rooms/roundRecorder.ts";
import type { Seat } from "../../../server/rooms/seats.ts";
import { SEAT } from "../../../shared/limits.ts";
import { ticks } from "../../../shared/tick.ts";
import { run } from "../../support/worlds.ts";

const join = (world: World, key: string, skill?: number): SimShip =>
  skirmishServer.join(world, key, key, false, skill);
const pilots = ({ ships }: World) => [...ships.values()].filter(({ pilot }) => pilot !== undefined);
const agree = (world: World, ship: SimShip) => skirmishServer.receive(world, ship, "rematch", {});

/** Ada and Bob, in the live phase. */
function duel() {
  const world = createMatch(DUEL, 5);
  const [ada, bob] = [join(world, "ada"), join(world, "bob")];
  run(world, 1);
  expect([world.phase, world.round]).toEqual([PHASE.warmup, 1]);
  run(world, DUEL_TIMES.warmup);
  expect(world.phase).toBe(PHASE.live);
  return { world, ada, bob };
}

function ended() {
  const on = duel();
  on.ada.kills = on.ada.score = DUEL.firstTo!;
  on.bob.kills = 3;
  run(on.world, 1);
  expect(on.world.phase).toBe(PHASE.podium);
  return on;
}

describe("[DU1] a round", () => {
  it("is won by the first to five kills", () => {
    const { ada, bob } = ended();
    expect([ada.won, bob.won]).toEqual([true, false]);
  });

  it("is won by the better one when the time is over; of a draw the next kill wins, within a minute", () => {
    const timed = duel();
    timed.bob.kills = 2;
    run(timed.world, MATCH.live);
    expect([timed.world.phase, timed.bob.won]).toEqual([PHASE.podium, true]);

    const drawn = duel();
    run(drawn.world, MATCH.live + ticks(5));
    expect(drawn.world.phase).toBe(PHASE.live);
    drawn.ada.kills = 1;
    run(drawn.world, 1);
    expect([drawn.world.phase, drawn.ada.won]).toEqual([PHASE.podium, true]);

    const never = duel();
    run(never.world, MATCH.live + DUEL_TIMES.overtime);
    expect([never.world.phase, never.ada.won, never.bob.won]).toEqual([PHASE.podium, false, false]);
  });

  it("continues while both have five", () => {
    const { world, ada, bob } = duel();
    ada.kills = bob.kills = 5;
    run(world, 10);
    expect(world.phase).toBe(PHASE.live);
  });
});

it("[DU7] another round begins when both agree, after three seconds at least, in the same room with nothing kept", () => {
  const { world, ada, bob } = ended();
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

  const hasty = ended();
  for (const ship of [hasty.ada, hasty.bob]) agree(hasty.world, ship);
  run(hasty.world, ticks(2));
  expect(hasty.world.phase, "the round is not recorded yet").toBe(PHASE.podium);
  run(hasty.world, ticks(1));
  expect(hasty.world.phase).toBe(PHASE.warmup);
});

it("[DU6] who stays wins; after the podium it waits for the next one", () => {
  const { world, ada } = duel();
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
  it("comes after 20 s, as good as the player, plays the next round at once, and goes when a person comes", () => {
    const world = createMatch(DUEL, 5);
    const ada = join(world, "ada", 820);
    run(world, DUEL_TIMES.bot - 1);
    expect([world.phase, pilots(world).length]).toEqual([PHASE.waiting, 0]);
    run(world, 1);
    expect([world.phase, pilots(world)[0]?.skill]).toEqual([PHASE.warmup, 820]);
    expect(waits(world), "others are still looked for").toBe(DUEL_TIMES.bot);
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

  it("does not come for a player that is away", () => {
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

it("a duel survives: a restored duel continues unchanged", () => {
  const { world } = duel();
  const { storage } = skirmishServer;
  const again = storage.restore(structuredClone(storage.save(world))) as World;
  for (const one of [world, again]) {
    one.ships.get("ada")!.kills = 5;
    run(one, 5);
  }
  expect(storage.save(again)).toEqual(storage.save(world));
});

describe("[DU8] ratings", () => {
  function recorded(world: World) {
    const written: PlayedRound[] = [];
    const seats = new Map<string, Seat>();
    for (const { key, pilot } of [...world.ships.values()])
      if (pilot === undefined)
        seats.set(key, {
          player: world.ships.get(key),
          auth: { id: key },
          flown: SEAT.played,
        } as unknown as Seat);
    const recorder = new RoundRecorder(
      {
        id: "r",
        mode: "duel",
        world,
        seats,
        survival: { mayStep: true, gone: false, holds: true },
        onFault: (f) => expect(f).toBe(undefined),
      },
      skirmishServer.records as unknown as RecordRules,
      { add: (round: PlayedRound) => written.push(round), show() {} } as unknown as RecordWriter,
    );
    const step = (count: number) => {
      for (let i = 0; i < count; i++) {
        run(world, 1);
        recorder.step();
      }
    };
    const leave = (key: string, isItsDoing = true) => {
      recorder.left(key, seats.get(key)!, isItsDoing);
      seats.delete(key);
      skirmishServer.leave(world, key);
    };
    const stood = () =>
      written.flatMap(({ entries }) =>
        entries.map(({ key, stood, figures }) => [key, stood?.standing, figures.wins]),
      );
    return { written, recorder, step, leave, stood };
  }

  it("who leaves the live phase loses, and is recorded with the one who stays", () => {
    const { world } = duel();
    const on = recorded(world);
    on.step(5);
    on.leave("bob");
    on.step(ticks(2));
    expect(on.written).toHaveLength(1);
    expect(on.stood().sort()).toEqual([
      ["ada", 0, 1],
      ["bob", -1, 0],
    ]);
  });

  it("the loser cannot escape by leaving as soon as it has lost, nor both by leaving one after the other", () => {
    const { world } = ended();
    const on = recorded(world);
    on.leave("bob");
    on.step(1);
    on.leave("ada");
    on.recorder.end();
    expect(on.written.map(({ id }) => id)).toEqual(["r:1"]);
    expect(on.stood().sort()).toEqual([
      ["ada", 5, 1],
      ["bob", 0, 0],
    ]);
  });

  it("no player loses because of the server", () => {
    const { world } = duel();
    const on = recorded(world);
    on.leave("bob", false);
    on.step(ticks(2));
    expect(on.stood()).toEqual([["ada", 0, 1]]);
  });

  it("a round against a bot changes nothing", () => {
    const world = createMatch(DUEL, 5);
    join(world, "ada");
    run(world, DUEL_TIMES.bot + DUEL_TIMES.warmup);
    const ada = world.ships.get("ada")!;
    ada.kills = ada.score = 5;
    const on = recorded(world);
    on.step(ticks(2));
    expect(world.phase).toBe(PHASE.podium);
    // No kill and no win is counted, and a single player is not rated (recordWriter.ts).
    expect(on.written.flatMap(({ entries }) => entries)).toEqual([
      expect.objectContaining({ key: "ada", figures: { kills: 0, wins: 0 } }),
    ]);
  });
});
