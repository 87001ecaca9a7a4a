/** Requests between processes have the format that server/framework/ipc.ts describes. */
import { LocalPresence, requestFromIPC, subscribeIPC } from "@colyseus/core";
import { expect, it } from "vitest";
import { type Answer, CODE, isRequest, replyChannel, roomChannel } from "../../../server/framework/ipc.ts";

/** @returns the messages to the room and to the caller while one request is answered */
async function exchange(
  answer: (method: string, args: unknown[]) => unknown,
): Promise<{ request: unknown; reply: Answer }> {
  const presence = new LocalPresence();
  const channel = roomChannel("r1");
  const { promise: replied, resolve } = Promise.withResolvers<{ request: unknown; reply: Answer }>();
  await presence.subscribe(channel, (request: [string, string]) =>
    presence.subscribe(replyChannel(request[1]), (reply: Answer) => resolve({ request, reply })),
  );
  await subscribeIPC(presence, channel, answer);
  await requestFromIPC(presence, channel, "seatOf", ["token"], 1000).catch(() => {});
  return await replied;
}

it("a request has a method, an id and arguments; its answer arrives on the channel of the id", async () => {
  const { request, reply } = await exchange((method, args) => ({ method, args }));
  expect(request).toEqual(["seatOf", expect.any(String), ["token"]]);
  expect(isRequest(roomChannel("r1"), request)).toBe(true);
  expect(reply).toEqual([CODE.success, { method: "seatOf", args: ["token"] }]);
});

it("an error is answered with the other code", async () => {
  const { reply } = await exchange(() => Promise.reject(new Error("no such seat")));
  expect(reply).toEqual([CODE.error, "no such seat"]);
});

it("an answer is not taken for a request", () => {
  expect(isRequest(replyChannel("id"), [CODE.success, true])).toBe(false);
});
