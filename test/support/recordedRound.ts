/** A match of Puck and the recorder of its rounds. */
import { expect } from "vitest";
import { puckServer } from "../../games/puck/server/index.ts";
import { PHASE, type Skater, type World } from "../../games/puck/server/world.ts";
import type { RecordRules } from "../../server/game.ts";
import type { OnWritten, PlayedRound, RecordWriter } from "../../server/records/recordWriter.ts";
import { RoundRecorder } from "../../server/rooms/roundRecorder.ts";
import type { Seat } from "../../server/rooms/seats.ts";
import { SEAT } from "../../shared/limits.ts";

export function table(world: World = puckServer.create({ pilots: 0 }, 7)) {
  const written: PlayedRound[] = [];
  const shown: unknown[] = [];
  const recorded: unknown[] = [];
  const answers: (() => void)[] = [];
  const faults: unknown[] = [];
  const seats = new Map<string, Seat>();
  const survival = { mayStep: true, gone: false };
  const writer = {
    add(round: PlayedRound, onWritten?: OnWritten) {
      written.push(round);
      answers.push(() => onWritten?.([{ player: "Ada", was: 0, now: 90 }]));
    },
    show: (...what: unknown[]) => shown.push(what),
  };
  const room = {
    id: "r",
    mode: "puck",
    world,
    seats,
    survival,
    onRecorded: (ratings: unknown) => recorded.push(ratings),
    onFault: (fault: unknown) => faults.push(fault),
  };
  const recorder = new RoundRecorder(
    room,
    puckServer.records as RecordRules,
    writer as unknown as RecordWriter,
  );
  /** @param bot whether the player has declared itself a bot */
  const join = (key: string, id: string | undefined, bot?: string): Skater => {
    const player = world.skaters.get(key) ?? puckServer.join(world, key, key);
    const auth = { id, ...(bot === undefined ? {} : { bot }) };
    seats.set(key, { player, auth, flown: SEAT.played } as unknown as Seat);
    return player;
  };
  return {
    ...{ world, written, shown, recorded, answers, faults, seats, survival, recorder, join },
    run(count: number) {
      for (let i = 0; i < count; i++) {
        puckServer.step(world);
        if (survival.mayStep) recorder.step();
      }
    },
  };
}

/** A match of Ada (red) and Bob (blue), which Ada has just won. */
export function ended() {
  const on = table();
  const [ada, bob] = [on.join("Ada", "id-ada"), on.join("Bob", "id-bob")];
  on.join("Cid", undefined);
  on.run(10);
  Object.assign(on.world, { red: 2, blue: 1, phase: PHASE.play, phaseEnds: on.world.tick + 1 });
  ada.score = 2;
  bob.score = 1;
  on.run(1);
  expect(on.world.phase).toBe(PHASE.podium);
  return on;
}
