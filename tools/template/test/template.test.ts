/** Template: its rules, that a restored match continues unchanged, and that a stock client can play it. */
import { deserialize, serialize } from "node:v8";
import { expect, it } from "vitest";
import { startLocally } from "../../../test/support/localServer.ts";
import { stockSeat } from "../../../test/support/stockSeat.ts";
import { until } from "../../../test/support/until.ts";
import type { TemplateTypes } from "../../../tools/template/client/client.ts";
import { templateServer } from "../../../tools/template/server/index.ts";

it("gives a point for the light, and a restored match continues unchanged", () => {
  const world = templateServer.create({}, 7);
  const ada = templateServer.join(world, "ada", "Ada");
  Object.assign(ada, world.light);
  templateServer.step(world);
  expect(ada.score).toBe(1);
  const again = templateServer.storage.restore(deserialize(serialize(templateServer.storage.save(world))));
  for (const one of [world, again]) for (let i = 0; i < 100; i++) templateServer.step(one);
  expect(again).toEqual(world);
});

it("can be played by a stock client", async () => {
  const server = await startLocally({});
  const { room, send } = await stockSeat<TemplateTypes["state"]>(server.url, "template");
  await until(() => {
    send({ moveX: 127 });
    return room.state.discs.get(room.sessionId)!.x > 700;
  }, "the disc to move");
  await room.leave();
  await server.stop();
});
