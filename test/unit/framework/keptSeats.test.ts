/** The time that a kept seat lasts: a pause of the process is not the time of its client. */
import { setTimeout as wait } from "node:timers/promises";
import { Room } from "@colyseus/core";
import { expect, it } from "vitest";
import { absentClient } from "../../../server/framework/client.ts";
import { keepReservation } from "../../../server/framework/seatTime.ts";
import { until } from "../../support/until.ts";

const GRACE = 0.3;

/** @returns whether the seat of a client that dropped is given up by now, and what gives it up at once */
function keptSeat(serves = () => true, room = new Room(), sessionId = "ada") {
  room.autoDispose = false;
  const client = absentClient({
    ...{ sessionId, reconnectionToken: `${sessionId}'s`, auth: undefined, hasConfirmed: true },
  });
  let isGivenUp = false;
  const giveUp = keepReservation(room, client, GRACE, [], () => (isGivenUp = true), serves);
  return { isGivenUp: () => isGivenUp, giveUp };
}

/** Nothing runs in this process meanwhile. */
const standStill = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it("[SE1] the seat of a dropped player is not given up for a time in which the server stood still", async () => {
  const { isGivenUp } = keptSeat();
  standStill(3000 * GRACE);
  // The timers that are due run, and then what players have sent meanwhile is read.
  await wait(1);
  expect(isGivenUp()).toBe(false);
  await until(isGivenUp, "the seat to be given up");
});

it("[SE1] the seat of a dropped player is not given up for a time in which the room may admit no player", async () => {
  let serves = false;
  const { isGivenUp } = keptSeat(() => serves);
  await wait(3000 * GRACE);
  expect(isGivenUp()).toBe(false);
  serves = true;
  await until(isGivenUp, "the seat to be given up");
});

it("[SE1] a seat that was given up and kept again lasts its whole time", async () => {
  const room = new Room();
  const first = keptSeat(() => true, room);
  await wait(10);
  first.giveUp();
  await until(first.isGivenUp, "the seat to be given up");
  let serves = false;
  const second = keptSeat(() => serves, room);
  await wait(2000 * GRACE);
  expect(second.isGivenUp()).toBe(false);
  serves = true;
  await until(second.isGivenUp, "the seat to be given up");
});
