/** Orders to a room: carried out by a step, refused once there is none any more. */
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

it("[OP9] an order that a room gets as it closes, or after, is not done", async () => {
  const orders = new PendingOrders();
  const early = orders.give(() => true);
  orders.refuse();
  const late = orders.give(() => true);
  expect(await Promise.all([early, late])).toEqual([false, false]);
});
