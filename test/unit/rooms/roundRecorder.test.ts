/** Rounds of a match of puck, as a room records them. */
import { expect, it } from "vitest";
import { puckServer } from "../../../games/puck/server/index.ts";
import { MATCH, PHASE } from "../../../games/puck/server/world.ts";
import type { RecordWriter } from "../../../server/records/recordWriter.ts";
import { RoundRecorder } from "../../../server/rooms/roundRecorder.ts";
import { ticks } from "../../../shared/tick.ts";
import { ended, table } from "../../support/recordedRound.ts";

it("[RC1] a round is recorded once, a second after its end, without players that have no identity", () => {
  const on = ended();
  on.run(ticks(1) - 1);
  expect(on.written).toEqual([]);
  on.run(1);
  expect(on.written).toHaveLength(1);
  expect(on.written[0]).toMatchObject({ id: "r:1", mode: "puck" });
  const rows = on.written[0]!.entries.map(({ key, player, figures, stood }) => ({
    key,
    player,
    figures,
    stood,
  }));
  expect(rows).toEqual([
    ...[{ key: "Ada", player: "id-ada", figures: { goals: 2, wins: 1 }, stood: { team: "0", standing: 2 } }],
    ...[{ key: "Bob", player: "id-bob", figures: { goals: 1, wins: 0 }, stood: { team: "1", standing: 1 } }],
  ]);
  on.run(MATCH.podium);
  expect(on.world.round).toBe(2);
  expect(on.written).toHaveLength(1);
  expect(on.world.skaters.get("Ada")).toMatchObject({ score: 0, won: false });
});

it("[RC2] the process that restores a match after the end of a round records the same round", () => {
  const first = ended();
  const { storage } = puckServer;
  const second = table(storage.restore(structuredClone(storage.save(first.world))));
  for (const key of ["Ada", "Bob"]) second.join(key, `id-${key.toLowerCase()}`);
  second.run(ticks(1) + 1);
  first.run(ticks(1) + 1);
  const figures = ({ written: [round] }: typeof first) =>
    round!.entries.map(({ key, figures }) => [round!.id, key, figures]);
  expect(figures(second)).toEqual(figures(first));
});

it("[RC2][RC13] a process that takes a match over records the people who left it earlier, in another process", () => {
  const dead = ended();
  expect(dead.recorder.leftPlayers()).toBeUndefined();
  const bob = dead.seats.get("Bob")!;
  dead.seats.delete("Bob");
  expect(dead.recorder.left("Bob", bob, true), "worth a checkpoint").toBe(true);
  const left = dead.recorder.leftPlayers()!;
  expect(left).toMatchObject({
    round: 1,
    people: ["id-bob"],
    results: [{ round: 1, entry: { key: "Bob" } }],
  });
  const { storage } = puckServer;
  const next = table(storage.restore(structuredClone(storage.save(dead.world))));
  next.join("Ada", "id-ada");
  next.recorder.restore(structuredClone(left));
  next.run(ticks(1) + 1);
  expect(next.written.flatMap(({ entries }) => entries)).toMatchObject([
    ...[{ key: "Ada", figures: { goals: 2, wins: 1 } }],
    ...[{ key: "Bob", figures: { goals: 1, wins: 0 } }],
  ]);
  expect(next.recorder.leftPlayers()?.results, "recorded by now").toEqual([]);
});

it("[RC1] a player that leaves is recorded with its figures so far, and as the winner if the round is over", () => {
  const on = table();
  const ada = on.join("Ada", "id-ada");
  ada.score = 1;
  on.recorder.left("Ada", on.seats.get("Ada")!, true);
  expect(on.written).toMatchObject([
    { id: "r:1", entries: [{ key: "Ada", figures: { goals: 1, wins: 0 } }] },
  ]);
  const over = ended();
  over.recorder.left("Ada", over.seats.get("Ada")!, true);
  over.seats.delete("Ada");
  expect(over.written, "its rating changes with those of the others, when the round is recorded").toEqual([]);
  over.run(ticks(1));
  expect(over.written[0]!.entries.find(({ key }) => key === "Ada")).toMatchObject({
    figures: { goals: 2, wins: 1 },
  });
});

/** A match that Ada's team has just won, with Bob as a bot. */
function wonAgainstBot() {
  const on = table();
  const ada = on.join("Ada", "id-ada");
  on.join("Bob", "id-bob", "an author").score = 3;
  on.run(10);
  const end = () => {
    Object.assign(on.world, { red: 4, blue: 3, phase: PHASE.play, phaseEnds: on.world.tick + 1 });
    ada.score = 2;
    on.run(ticks(1) + 2);
  };
  return { ...on, end };
}

it("[RC13] a bot has no record and changes no rating, and a win counts only if another person has played", () => {
  const alone = wonAgainstBot();
  alone.end();
  expect(alone.world.skaters.get("Ada")!.won).toBe(true);
  expect(alone.written).toMatchObject([{ entries: [{ key: "Ada", figures: { goals: 2, wins: 0 } }] }]);

  const together = wonAgainstBot();
  // Without an identity: a person all the same, but without a record.
  together.join("Cid", undefined);
  together.end();
  expect(together.written).toMatchObject([{ entries: [{ key: "Ada", figures: { goals: 2, wins: 1 } }] }]);

  const twice = wonAgainstBot();
  twice.join("Ada-2", "id-ada");
  twice.end();
  expect(twice.written[0]!.entries.map(({ figures }) => figures.wins)).toEqual([0, 0]);
});

it("[RC13] a person that has left the round before its end has played it", () => {
  const on = wonAgainstBot();
  on.join("Cid", "id-cid");
  const seat = on.seats.get("Cid")!;
  on.seats.delete("Cid");
  on.recorder.left("Cid", seat, true);
  on.end();
  expect(on.written.at(-1)).toMatchObject({ entries: [{ key: "Ada", figures: { wins: 1 } }] });
});

it("[RC2] a process that does not know whether it still owns the match records no player until it does", () => {
  const on = ended();
  on.survival.mayStep = false;
  on.recorder.left("Ada", on.seats.get("Ada")!, true);
  expect(on.written).toEqual([]);
  on.survival.mayStep = true;
  on.run(ticks(1));
  expect(on.written).toHaveLength(1);

  const lost = ended();
  lost.survival.mayStep = false;
  lost.recorder.left("Ada", lost.seats.get("Ada")!, true);
  lost.recorder.end(true);
  expect(lost.written).toEqual([]);
});

it("[RC6] the standings of a round are published every five seconds until the room closes", () => {
  const on = table();
  on.join("Ada", "id-ada").score = 1;
  on.join("Bob", undefined).score = 2;
  on.join("Cid", "id-cid", "").score = 4;
  on.run(ticks(5));
  const rows = [
    { name: "Bob", figures: { goals: 2, wins: 0 } },
    { name: "Ada", figures: { goals: 1, wins: 0 } },
  ];
  expect(on.shown).toEqual([["puck", "r", rows]]);
  on.recorder.end(false);
  expect(on.shown.at(-1)).toEqual(["puck", "r", []]);
});

it("[RC14] a room learns that its round is in the store, and nothing of a player that has left before", () => {
  const on = ended();
  on.recorder.left("Bob", on.seats.get("Bob")!, true);
  on.seats.delete("Bob");
  on.run(ticks(1));
  expect(on.recorded).toEqual([]);
  for (const answer of on.answers) answer();
  expect(on.recorded).toEqual([[{ player: "Ada", was: 0, now: 90 }]]);
  on.world.phase = PHASE.play;
  on.recorder.left("Ada", on.seats.get("Ada")!, true);
  for (const answer of on.answers.slice(1)) answer();
  expect(on.recorded).toHaveLength(1);
});

it("[RC10] a fault in a game's rules of records ends the records of the match, and not the match", () => {
  const on = ended();
  const faulty = new RoundRecorder(
    {
      id: "r",
      mode: "puck",
      world: on.world,
      seats: on.seats,
      survival: on.survival,
      onRecorded() {},
      onFault: (fault) => on.faults.push(fault),
    },
    {
      figures: { goals: "Goals" },
      of: () => ({ goals: 1 }),
      round() {
        throw new Error("a bug");
      },
    },
    {} as RecordWriter,
  );
  for (let i = 0; i < 3; i++) faulty.step();
  expect(on.faults).toHaveLength(1);
});
