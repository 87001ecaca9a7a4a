/** A room that has been open for 103 days: what its clients saw no longer fits the bits in which they say so. */
import { expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import { REWIND } from "../../shared/limits.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { type LocalServer, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { until } from "../support/until.ts";

const ROUND = 2 ** 32 / REWIND.parts;

/** Two seconds before it comes to that. */
class OldRoom extends SkirmishRoom {
  override async onCreate(): Promise<void> {
    await super.onCreate();
    const { world } = this;
    const age = ROUND - 2 * TICK_RATE - world.tick;
    world.tick += age;
    world.phaseEnds += age;
  }
}

it("[IN8] is played on in: every shot is judged where its shooter saw its targets", async () => {
  const server: LocalServer = await startLocally({ arena: OldRoom });
  const ada = await join({ url: server.url, room: "arena", name: "Ada" });
  const frame = () => ada.frame(performance.now(), { moveX: 0, moveY: 0, aim: 0, buttons: BUTTON.fire });
  const timer = setInterval(frame, 16);
  await until(() => ada.state.tick > ROUND - 20 && ada.stats.rewind > 0, "Ada to shoot just before");
  const { corrections } = ada.stats;
  const rewinds: number[] = [];
  await until(() => {
    rewinds.push(ada.stats.rewind);
    return ada.state.tick > ROUND + TICK_RATE;
  }, "Ada to shoot after");
  clearInterval(timer);
  expect(Math.max(...rewinds), "ms back, by what was on the screen").toBeLessThan(400);
  expect(Math.min(...rewinds)).toBeGreaterThan(0);
  const { values } = await server.telemetry.metrics.rejected.get();
  const refusals = values.filter(({ value }) => value > 0).map(({ labels }) => String(labels.reason));
  expect(refusals.filter((reason) => reason.startsWith("stamp"))).toEqual([]);
  expect(ada.stats.corrections - corrections, "corrections of the own ship").toBeLessThan(5);
  await ada.leave();
  await server.stop();
});
