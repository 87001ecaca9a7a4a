/** Broken connections: the client returns to the same seat by itself. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { FLAG } from "../../games/skirmish/shared/schema/state.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { pace, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Back and forth, so that no wall stops the ship. */
const way = (now: number) => (now % 2000 < 1000 ? { moveX: 127, moveY: 90 } : { moveX: -127, moveY: -90 });

/** Sends inputs for a session, as the game's frame loop does. */
function fly(session: SkirmishSession): () => void {
  const timer = setInterval(
    () => session.frame(performance.now(), { ...way(performance.now()), aim: 0, buttons: 0 }),
    16,
  );
  return () => clearInterval(timer);
}

// The tests are long and do not affect each other: the longest starts first.
it.concurrent("[SE3] a player that does not return within 30 s loses its ship", async () => {
  const link = await EmulatedLink.to(server.url);
  const watcher = await stockPlayer(server.url, "Watcher");
  const gone = await stockPlayer(link.url, "Gone");
  gone.room.reconnection.enabled = false;
  // A seat is kept for the full time only after some play.
  await pace(30, 4, () => gone.send());
  const left = () =>
    server
      .log()
      .split("\n")
      .some((line) => line.includes(gone.room.sessionId) && line.includes("player left"));
  const from = performance.now();
  link.goSilent();
  link.cut();
  // Time in which the server did not run does not count, up to 2 min.
  await until(left, "the ship to be removed", 200_000);
  // Not in ticks: an overloaded room drops some.
  expect(performance.now() - from, "ms for which it was kept").toBeGreaterThanOrEqual(28_000);
  await watcher.room.leave();
  await link.close();
});

for (const [what, reset, silentMs] of [
  ["silent for 3 s", false, 3000],
  ["reset, and silent for 3 s", true, 3000],
  ["silent for 8 s, so that whole attempts to return are lost", false, 8000],
] as const)
  it.concurrent(`[SE1][SE2] a link that is ${what} costs no seat: same session, same ship, same score`, async () => {
    const link = await EmulatedLink.to(server.url);
    const session = await join({ url: link.url, room: "arena", name: "Ada" });
    const land = fly(session);
    const { key } = session;
    const logged = (what: string) =>
      server
        .log()
        .split("\n")
        .some((line) => line.includes(key) && line.includes(what));
    await until(() => session.stats.patches > 60, "Ada to play");
    const { id, name } = session.own()!;

    link.goSilent();
    if (reset) link.cut();
    const mended = wait(silentMs);
    await until(() => session.link.state === "lost", "Ada's client to notice");
    const patches = session.stats.patches;
    await mended;
    link.mend();
    await until(
      () => session.link.state === "playing" && session.stats.patches > patches + 30,
      "Ada to be back",
    );

    expect(session.key, "the same session").toBe(key);
    expect(session.own(), "the same ship").toMatchObject({ id, name });
    expect(logged("player dropped"), "the server has noticed").toBe(true);
    expect(logged("player left"), "the seat was kept").toBe(false);
    expect(session.own()!.flags & FLAG.away).toBe(0);
    await until(() => (session.own()?.alive ?? false) && session.stats.pending < 15, "Ada to fly again");
    const { x, y } = session.own()!;
    await until(
      () => Math.hypot(session.own()!.x - x, session.own()!.y - y) > 5,
      "Ada's inputs to be applied",
    );
    land();
    await session.leave();
    await link.close();
  });

it.concurrent("[SE1] a link that breaks in the first moments of a session costs no seat", async () => {
  const link = await EmulatedLink.to(server.url);
  const session = await join({ url: link.url, room: "arena", name: "Early" });
  const land = fly(session);
  const { key } = session;
  const { id } = session.own()!;
  for (let time = 1; time <= 3; time++) {
    // On a busy machine the link may have been silent for long enough to be given up as well.
    const { drops, returns } = session.stats;
    link.cut();
    await until(() => session.stats.drops > drops, "the client to notice");
    const { patches } = session.stats;
    await until(
      () => session.stats.returns > returns && session.stats.patches > patches + 5,
      "Ada to be back",
    );
  }
  expect(session.key).toBe(key);
  expect(session.own()!.id, "the same ship").toBe(id);
  land();
  await session.leave();
  await link.close();
});

it.concurrent("[SE5] a player whose address changes returns to the same ship while the old connection looks alive", async () => {
  const link = await EmulatedLink.to(server.url);
  const session = await join({ url: link.url, room: "arena", name: "Roamer" });
  const land = fly(session);
  const { key } = session;
  await until(() => session.stats.patches > 60, "Ada to play");
  const { id } = session.own()!;
  // No FIN or RST arrives for the old connection; the new one has another address.
  const { drops } = session.stats;
  link.roam("127.0.0.2");
  // Counts drops: the client may be back within a moment.
  await until(() => session.stats.drops > drops, "the client to notice");
  const { patches } = session.stats;
  await until(
    () => session.link.state === "playing" && session.stats.patches > patches + 30,
    "Ada to be back",
  );
  expect(session.key).toBe(key);
  expect(session.own()!.id, "the same ship").toBe(id);
  const { x, y } = session.own()!;
  await until(() => Math.hypot(session.own()!.x - x, session.own()!.y - y) > 5, "Ada's inputs to be applied");
  land();
  await session.leave();
  await link.close();
});
