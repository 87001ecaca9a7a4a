/**
 * Unknown seats, and names of Object.prototype members: refused, counted, and without a flood of log lines.
 */
import { expect, it } from "vitest";
import { attacked } from "../support/attacked.ts";
import {
  exchange,
  requestText,
  reserve,
  type Seat,
  seatTarget,
  statusOf,
  upgradeText,
} from "../support/rawSocket.ts";
import { counted, rejections } from "../support/rejections.ts";

const target = attacked();
const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty"];

/** Log lines about the load of the server. */
const LOAD = /steps dropped|load shedding|seat check/;
/** Number of all others. */
const lines = () =>
  target.server
    .log()
    .split("\n")
    .filter((line) => !LOAD.test(line)).length;
/** The head of the answer is enough: the closing handshake takes longer than necessary here. */
const take = (seat: Seat, more = "") =>
  exchange(target.url, upgradeText(target.url, seatTarget(seat) + more), undefined, (answer) =>
    answer.includes("\r\n\r\n"),
  );

it("[FA3] requests for unknown seats add only a few log lines, however many there are", async () => {
  const seat = await reserve(target.url);
  const before = lines();
  const ways: ((i: number) => Promise<unknown>)[] = [
    (i) => take({ ...seat, roomId: `room-${i}` }),
    (i) => take({ ...seat, sessionId: `session${i}` }),
    (i) => take({ ...seat, sessionId: `session${i}` }, "&reconnectionToken=abc"),
  ];
  for (const way of ways) {
    const refusals = await rejections(target.url);
    await Promise.all(Array.from({ length: 40 }, (_, i) => way(i)));
    // On a busy machine some have hung up before their turn.
    await counted(target.url, refusals, "no_seat");
  }
  const token = (i: number) => ({ reconnectionToken: `token-${i}` });
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      reserve(target.url, {}, token(i), `reconnect/room-${i}`).catch(() => {}),
    ),
  );
  expect(lines() - before, target.server.log()).toBeLessThanOrEqual(1);
});

it("[FA4] the name of an Object.prototype member is the name of no room, session, process, token, method or parameter", async () => {
  const seat = await reserve(target.url);
  for (const name of INHERITED) {
    for (const one of [
      take({ ...seat, roomId: name }),
      take({ ...seat, processId: name }),
      take({ ...seat, sessionId: name }),
      take(seat, `&reconnectionToken=${name}`),
      take(seat, `&${name}=1`),
    ])
      expect(statusOf(await one), name).toBe(400);
    for (const [path, body] of [
      [`joinOrCreate/${name}`, "{}"],
      [`create/${name}`, "{}"],
      [`joinById/${name}`, "{}"],
      [`reconnect/${seat.roomId}`, `{"reconnectionToken":"${name}"}`],
      [`${name}/arena`, "{}"],
    ] as const) {
      const head = [
        "Host: a",
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "Connection: close",
      ];
      const answer = await exchange(target.url, requestText(`POST /matchmake/${path} HTTP/1.1`, head, body));
      expect(statusOf(answer), answer).toBe(400);
    }
    const where = await fetch(`${target.url}/api/rooms/${name}/where`);
    expect(where.status).toBe(404);
  }
  expect(target.server.log()).not.toMatch(/TypeError|fault/);
});
