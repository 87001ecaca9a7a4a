/** Orders to a room: a step carries them out; a closed room refuses them. */
import { expect, it } from "vitest";
import { PendingOrders } from "../../../server/rooms/pendingOrders.ts";

it("[OP9] an order is answered by the step that carries it out", async () => {
  const orders = new PendingOrders();
  const [done, notDone] = [orders.give(() => true), orders.give(() => false)];
  const failed = orders.give(() => {
    throw new Error("no");
  });
  orders.carryOut();
  expect(await Promise.all([done, notDone])).toEqual([true, false]);
  await expect(failed).rejects.toThrow("no");
});

it("[OP9] an order that arrives while the room closes, or later, is refused", async () => {
  const orders = new PendingOrders();
  const early = orders.give(() => true);
  orders.refuse();
  const late = orders.give(() => true);
  expect(await Promise.all([early, late])).toEqual([false, false]);
});
