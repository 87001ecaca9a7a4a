/** A player asks why its ship was destroyed: any client, of a real room. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import { UnpackedPath, type WhyAnswer } from "../../games/skirmish/shared/deathReport.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { REWIND } from "../../shared/limits.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { watchStalls } from "../support/stalls.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";
import { moveTo } from "../support/worlds.ts";

class EmptyRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, rocks: 0, ore: 0, pilots: 0 });
  }
}

/** Ticks that Ada says her screen is behind. */
const BEHIND = 6;

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ empty: EmptyRoom });
});
afterAll(() => server.stop());

interface Asker extends StockPlayer {
  answers: WhyAnswer[];
  refusals: { code: string }[];
  ask(): void;
}

async function asker(name: string): Promise<Asker> {
  const player = await stockPlayer(server.url, name, "empty");
  const answers: WhyAnswer[] = [];
  const refusals: { code: string }[] = [];
  player.room.onMessage("why", (answer: WhyAnswer) => void answers.push(answer));
  player.room.onMessage("error", (error: { code: string }) => void refusals.push(error));
  return { ...player, answers, refusals, ask: () => player.room.send("why", {}) };
}

it("[WD1][WD2] receives the report of its latest death, as no other client does, at most once a second", async () => {
  const stalls = watchStalls();
  const [ada, bob, eve] = [await asker("Ada"), await asker("Bob"), await asker("Eve")];
  const { world } = roomOf<EmptyRoom>(ada.room);
  const [shooter, victim] = [ada, bob].map(({ room }) => world.ships.get(room.sessionId)!);
  bob.ask();
  await until(() => bob.answers.length === 1, "an answer before any death");
  expect(bob.answers).toEqual([{ none: "alive" }]);
  // A fast machine is here before tick 6, and an input of 0 has no view time.
  await until(() => ada.room.state.tick > 2 * BEHIND, "a past to shoot at");

  moveTo(shooter!, 600, 600);
  moveTo(victim!, 900, 600);
  moveTo(world.ships.get(eve.room.sessionId)!, 600, 2000);
  victim!.hull = 1;
  victim!.shieldUntil = 0;
  const firing = setInterval(() => {
    const seen = (ada.room.state.tick + 1 - BEHIND) * REWIND.parts;
    ada.send({ moveX: 0, moveY: 0, aim: 0, buttons: BUTTON.fire, seen });
    bob.send({ moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0 });
  }, 33);
  await until(() => !bob.ship().alive, "Bob's end");
  clearInterval(firing);
  // The first question was more than a second ago.
  await wait(1000);
  bob.ask();
  bob.ask();
  ada.ask();
  eve.ask();
  await until(() => bob.answers.length === 2 && bob.refusals.length === 1, "an answer, and a refusal");
  await until(() => ada.answers.length + eve.answers.length === 2, "answers for the others");
  expect(bob.refusals[0]!.code).toBe("too_fast");
  expect([...ada.answers, ...eve.answers]).toEqual([{ none: "alive" }, { none: "alive" }]);
  const answer = bob.answers[1]!;
  if (!("report" in answer)) throw new Error(answer.none);
  const { report } = answer;
  expect(report).toMatchObject({
    victim: { key: bob.room.sessionId, name: "Bob" },
    killer: { key: ada.room.sessionId, name: "Ada", pilot: false },
    others: { hits: 0 },
  });
  expect(report.tick).toBe(victim!.diedTick);
  expect(report.claimed / REWIND.parts, "as far back as Ada's screen was").toBeGreaterThanOrEqual(BEHIND - 1);
  // After a pause of a busy machine the claim goes farther back than the server does.
  if (stalls.found([])) expect(report.judged).toBeLessThanOrEqual(report.claimed);
  else expect(report.judged).toBe(report.claimed);
  expect(report.killer.rtt, "measured by the server").toBeGreaterThan(0);
  expect(new UnpackedPath(report.paths.victim).at(report.tick)).toMatchObject({ x: 900, y: 600 });
  expect(JSON.stringify(report), "nothing of others").not.toContain(eve.room.sessionId);

  bob.room.send("why", { who: eve.room.sessionId });
  await until(() => bob.refusals.length === 2, "a question about another to be refused");
  await Promise.all([ada, bob, eve].map(({ room }) => room.leave()));
});
