/** Players over plain HTTP, on a real server. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { TransportChoice } from "../../client/transport/choice.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

for (const means of ["websocket", "stream", "polling"] as const)
  it(`a player plays over ${means}`, async () => {
    const ada = await join({ url: server.url, room: "arena", name: "Ada", transport: new TransportChoice(means) });
    const land = fly(ada);
    await until(() => ada.stats.patches > 90 || ada.link.state === "over", "Ada to play", 20_000);
    console.log(means, ada.stats, ada.link);
    expect(ada.link).toEqual({ state: "playing" });
    expect(ada.stats.transport).toBe(means);
    land();
    await ada.leave();
  });
