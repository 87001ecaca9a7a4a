/** What is said to all while a player is away is told when it is back. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../client/session/connect.ts";
import { fly } from "../support/fly.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

for (const [what, reset] of [
  ["silently", false],
  ["with a reset", true],
] as const)
  it(`[SV8] who was cut off ${what} reads what was said meanwhile, in order`, {
    timeout: 120_000,
  }, async () => {
    const link = await EmulatedLink.to(server.url);
    const ada = await join({ url: server.url, room: "arena", name: "Ada" });
    const bob = await join({ url: link.url, room: "arena", name: "Bob" });
    const land = [ada, bob].map(fly);
    const heard: string[] = [];
    bob.events.on("chat", ({ text }) => heard.push(text));
    await until(() => bob.stats.patches > 60, "Bob to play");
    ada.chat("before");
    await until(() => heard.length === 1, "Bob to hear Ada");

    link.goSilent();
    if (reset) link.cut();
    await until(() => bob.link.state === "lost", "Bob's session to notice");
    ada.chat("one");
    ada.chat("two");
    const { tick } = ada.state;
    await until(() => ada.state.tick > tick + 15, "it to be said");
    link.mend();
    await until(() => heard.includes("two"), "Bob to be told");
    ada.chat("after");
    await until(() => heard.includes("after"), "Bob to hear again");
    // What was said in the very moment of the cut may be told twice rather than not at all.
    expect([...new Set(heard)]).toEqual(["before", "one", "two", "after"]);
    for (const stop of land) stop();
    await Promise.all([ada.leave(), bob.leave()]);
    await link.close();
  });
