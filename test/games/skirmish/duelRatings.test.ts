/** What is recorded of duels, for the ratings of the players. */
import { expect, it } from "vitest";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { DUEL, DUEL_TIMES } from "../../../games/skirmish/shared/config.ts";
import { PHASE } from "../../../games/skirmish/shared/phase.ts";
import type { RecordRules } from "../../../server/game.ts";
import type { PlayedRound, RecordWriter } from "../../../server/records/recordWriter.ts";
import { RoundRecorder } from "../../../server/rooms/roundRecorder.ts";
import type { Seat } from "../../../server/rooms/seats.ts";
import { SEAT } from "../../../shared/limits.ts";
import { ticks } from "../../../shared/tick.ts";
import { endedDuel, join, startDuel } from "../../support/duels.ts";
import { run } from "../../support/worlds.ts";

/** Records the rounds of a world in which players leave. */
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
      survival: { mayStep: true, gone: false },
      onRecorded() {},
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
  const leave = (key: string, isOnPurpose = true) => {
    const hasChanged = recorder.left(key, seats.get(key)!, isOnPurpose);
    seats.delete(key);
    skirmishServer.leave(world, key);
    return hasChanged;
  };
  const stood = () =>
    written.flatMap(({ entries }) =>
      entries.map(({ key, stood, figures }) => [key, stood?.standing, figures.wins]),
    );
  return { written, recorder, step, leave, stood };
}

it("[DU8] a player that leaves the live phase loses, and is recorded with the player that stays", () => {
  const { world } = startDuel();
  const round = recorded(world);
  round.step(5);
  round.leave("bob");
  round.step(ticks(2));
  expect(round.written).toHaveLength(1);
  expect(round.stood().sort()).toEqual([
    ["ada", 0, 1],
    ["bob", -1, 0],
  ]);
});

it("[DU8] a loss is recorded even if the loser leaves at once, and if both leave one after the other", () => {
  const { world } = endedDuel();
  const round = recorded(world);
  round.leave("bob");
  round.step(1);
  round.leave("ada");
  round.recorder.end(false);
  expect(round.written.map(({ id }) => id)).toEqual(["r:1"]);
  expect(round.stood().sort()).toEqual([
    ["ada", 5, 1],
    ["bob", 0, 0],
  ]);
});

it("[DU8][RC2] a loss is recorded even if another process continues the match before it has recorded the round", () => {
  const { world } = startDuel();
  const dead = recorded(world);
  dead.step(5);
  expect(dead.leave("bob"), "worth a checkpoint").toBe(true);
  const next = recorded(world);
  next.recorder.restore(structuredClone(dead.recorder.leftPlayers()!));
  next.step(ticks(2));
  expect(dead.written).toEqual([]);
  expect(next.stood().sort()).toEqual([
    ["ada", 0, 1],
    ["bob", -1, 0],
  ]);
});

it("[DU8] no player loses by a fault of the server", () => {
  const { world } = startDuel();
  const round = recorded(world);
  round.leave("bob", false);
  round.step(ticks(2));
  expect(round.stood()).toEqual([["ada", 0, 1]]);
});

it("[DU8] a round against a bot changes no rating", () => {
  const world = createMatch(DUEL, 5);
  join(world, "ada");
  run(world, DUEL_TIMES.bot + DUEL_TIMES.warmup);
  const ada = world.ships.get("ada")!;
  ada.kills = ada.score = 5;
  const round = recorded(world);
  round.step(ticks(2));
  expect(world.phase).toBe(PHASE.podium);
  // No kill and no win is counted, and a single player is not rated (recordWriter.ts).
  expect(round.written.flatMap(({ entries }) => entries)).toEqual([
    expect.objectContaining({ key: "ada", figures: { kills: 0, wins: 0 } }),
  ]);
});
