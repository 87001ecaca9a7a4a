/** Template: its rules, that a restored match continues unchanged, and that a stock client can play it. */
import { expect, it } from "vitest";
import { restored, seatIn } from "../../../test/support/newGame.ts";
import { until } from "../../../test/support/until.ts";
import type { TemplateTypes } from "../../../tools/template/client/client.ts";
import { templateServer } from "../../../tools/template/server/index.ts";

it("gives a point for the light, and a restored match continues unchanged", () => {
  const world = templateServer.create({}, 7);
  const ada = templateServer.join(world, "ada", "Ada");
  Object.assign(ada, world.light);
  templateServer.step(world);
  expect(ada.score).toBe(1);
  const again = restored(templateServer, world);
  for (const one of [world, again]) for (let i = 0; i < 100; i++) templateServer.step(one);
  expect(again).toEqual(world);
});

it("can be played by a stock client", async () => {
  const { room, send } = await seatIn<TemplateTypes["state"]>("template");
  await until(() => {
    send({ moveX: 127 });
    return room.state.discs.get(room.sessionId)!.x > 700;
  }, "the disc to move");
});
