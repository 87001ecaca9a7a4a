/** Far players, on real sockets: nothing that is waited for may be shorter than their round trip. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../client/session/connect.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe.concurrent("[LK1] a player whose link takes", () => {
  it.concurrent.each([300, 800, 1500])(
    "%i ms each way gets in at once, and back after a cut",
    {
      timeout: 180_000,
    },
    async (delayMs) => {
      const link = await EmulatedLink.to(server.url, { profile: { ...PROFILES.clean, delayMs } });
      const ada = await join({ url: link.url, room: "arena", name: `Far-${delayMs}` });
      const land = fly(ada);
      await until(() => ada.stats.rtt > 0 && ada.own()?.alive, "a measured round trip, and a ship");
      expect(ada.stats.rtt, "ms").toBeGreaterThan(1.9 * delayMs);
      expect(ada.stats.drops, "connections lost on the way in").toBe(0);

      const { key } = ada;
      link.cut();
      await until(() => ada.link.state !== "playing", "the cut to be noticed");
      await until(() => ada.link.state !== "lost", "Ada to be back");
      expect(ada.link).toEqual({ state: "playing" });
      const { patches } = ada.stats;
      await until(() => ada.stats.patches > patches + 30, "Ada to play on");
      expect([ada.key, ada.stats.drops, ada.stats.returns]).toEqual([key, 1, 1]);
      land();
      await ada.leave();
      await link.close();
    },
  );
});
