/** Distant players on real sockets: no timeout may be shorter than their round trip. */
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { fly } from "../support/fly.ts";
import { startOtherProxy, type TlsProxy } from "../support/proxy.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { watchStalls } from "../support/stalls.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
let proxy: TlsProxy;
beforeAll(async () => {
  server = await startServer();
  proxy = await startOtherProxy(
    { game: [new URL(server.url).host] },
    "location / { proxy_pass http://game; }",
  );
  setDefaultCACertificates([...getCACertificates("bundled"), proxy.ca]);
});
afterAll(async () => {
  await proxy?.stop();
  await server.stop();
});

describe.concurrent("[LK1] a player whose link has", () => {
  it.concurrent.each([
    [300, "http"],
    [800, "http"],
    [1500, "http"],
    // TLS adds one round trip to each connection.
    [800, "https"],
  ] as const)(
    "%i ms each way joins at the first attempt over %s, and returns after a cut",
    {
      timeout: 180_000,
    },
    async (delayMs, protocol) => {
      const stalls = watchStalls();
      const soFar = server.log().length;
      const target = protocol === "http" ? server.url : `http://127.0.0.1:${proxy.port}`;
      const link = await EmulatedLink.to(target, { profile: { ...PROFILES.clean, delayMs } });
      const url = link.url.replace("http", protocol);
      const ada = await join({ url, room: "arena", name: `Far-${delayMs}` });
      const land = fly(ada);
      await until(() => ada.stats.rtt > 0 && ada.own()?.alive, "a measured round trip, and a ship");
      expect(ada.stats.rtt, "ms").toBeGreaterThan(1.9 * delayMs);
      const logs = () => [server.log().slice(soFar)];
      if (!stalls.found(logs())) expect(ada.stats.drops, "connections lost during the join").toBe(0);

      const { key } = ada;
      await until(() => ada.link.state === "playing", "Ada to play");
      const { drops, returns } = ada.stats;
      link.cut();
      await until(() => ada.link.state !== "playing", "the cut to be noticed");
      await until(() => ada.link.state !== "lost", "Ada to be back");
      expect(ada.link).toEqual({ state: "playing" });
      const { patches } = ada.stats;
      await until(() => ada.stats.patches > patches + 30, "Ada to play on");
      expect(ada.key).toBe(key);
      const count = [ada.stats.drops - drops, ada.stats.returns - returns];
      if (stalls.found(logs())) expect(Math.min(...count)).toBeGreaterThan(0);
      else expect(count).toEqual([1, 1]);
      land();
      await ada.leave();
      await link.close();
    },
  );
});
