/** A stock client's return by matchmaking, on a virtual clock. */
import { expect, it } from "vitest";
import type { Clock } from "../../../server/cluster/ports.ts";
import { createReconnection, type ReconnectionOptions } from "../../../server/cluster/reconnection.ts";
import { Cancellation } from "../../../server/net/cancellation.ts";

let now = 0;
const clock = {
  now: () => now,
  wait: async (ms: number) => {
    now += ms;
  },
} as Clock;
const here = { state: "here", at: { id: "p", address: "", public: "" } } as const;
const SEAT = { sessionId: "s" } as never;
const asking = (parts: Pick<ReconnectionOptions, "where" | "seatOf">) =>
  createReconnection({ ...parts, clock });

it("[SV11] a returning player's match is searched for as long as the request lasts, while its place is unknown", async () => {
  now = 0;
  const reconnect = asking({
    where: async () => (now < 7000 ? { state: "unknown" } : here),
    seatOf: async () => SEAT,
  });
  expect(await reconnect("room", { reconnectionToken: "t" }, new Cancellation())).toBe(SEAT);
});

it("[CL13][SV11] the search for a return ends with its request, with the reason", async () => {
  now = 0;
  const wanted = new Cancellation();
  const reconnect = asking({
    where: async () => {
      if (now > 1000) wanted.cancel(new Error("the client has hung up"));
      return { state: "unknown" };
    },
    seatOf: async () => SEAT,
  });
  await expect(reconnect("room", { reconnectionToken: "t" }, wanted)).rejects.toThrow("hung up");
  expect(now).toBeLessThan(1200);
});
