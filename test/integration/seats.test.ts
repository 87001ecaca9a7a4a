/** Connections that break: the player comes back to the same seat, by itself. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../client/session/connect.ts";
import type { Session } from "../../client/session/session.ts";
import { FLAG } from "../../shared/schema/state.ts";
import { Link } from "../support/link.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Back and forth, so that walls do not hold it. */
const way = (now: number) => (now % 2000 < 1000 ? { moveX: 127, moveY: 90 } : { moveX: -127, moveY: -90 });

/** Keeps a session flying, as the game's frame loop does. */
function fly(session: Session): () => void {
  const timer = setInterval(
    () => session.frame(performance.now(), { ...way(performance.now()), aim: 0, buttons: 0 }),
    16,
  );
  return () => clearInterval(timer);
}

for (const [what, reset, silentMs] of [
  ["silent for 3 s", false, 3000],
  ["reset, and silent for 3 s", true, 3000],
  ["silent for 8 s, so that whole attempts to return are lost in it", false, 8000],
] as const)
  it(`[SE1][SE2] a link that is ${what} costs no seat: same session, same ship, same score`, async () => {
    const link = await Link.to(server.url);
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
    await until(() => session.link.state === "lost", "Ada's session to notice");
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
    await until(() => Math.hypot(session.own()!.x - x, session.own()!.y - y) > 5, "Ada's inputs to count");
    land();
    await session.leave();
    await link.close();
  });

/** Breaks a flying player's link and waits until it plays again. */
async function breakAndReturn(session: Session, how: () => Promise<void>): Promise<void> {
  const { key } = session;
  const { id } = session.own()!;
  const { returns } = session.stats;
  await how();
  const from = performance.now();
  await until(() => session.stats.returns > returns && session.link.state === "playing", "it to be back");
  const { patches } = session.stats;
  await until(() => session.stats.patches > patches, "its first state");
  console.log(`playing ${Math.round(performance.now() - from)} ms after the link was back`);
  expect(session.key, "the same session").toBe(key);
  expect(session.own()!.id, "the same ship").toBe(id);
  await until(() => session.own()!.alive && session.stats.pending < 15, "it to fly again");
  const { x, y } = session.own()!;
  await until(() => Math.hypot(session.own()!.x - x, session.own()!.y - y) > 5, "its inputs to count");
}

it("[SE1] a link that breaks in the first moments of a session, again and again, costs no seat", async () => {
  const link = await EmulatedLink.to(server.url);
  const session = await join({ url: link.url, room: "arena", name: "Early" });
  const land = fly(session);
  for (let time = 1; time <= 3; time++)
    await breakAndReturn(session, async () => {
      link.cut();
      await until(() => session.stats.drops === time, "the session to notice");
    });
  land();
  await session.leave();
  await link.close();
});

it("[SE5] from Wi-Fi to mobile: the old link dies without a word, the new one comes from another address", async () => {
  const link = await EmulatedLink.to(server.url);
  const session = await join({ url: link.url, room: "arena", name: "Roamer" });
  const land = fly(session);
  await until(() => session.stats.patches > 60, "it to play");
  await breakAndReturn(session, async () => link.roam("127.0.0.2"));
  land();
  await session.leave();
  await link.close();
});

/** Units a second: boosted, and some more. */
const FASTEST = 700;
/** Units: how far a ship goes in the half second after which hands are taken off the controls, and some more. */
const GLIDE = 200;

it("[SE2] a ship does not leap when it is back after 3 s of silence, though its player flew on", async () => {
  const link = await EmulatedLink.to(server.url);
  const session = await join({ url: link.url, room: "arena", name: "Still" });
  await until(() => session.own()?.alive, "it to play");
  let last: { x: number; y: number; at: number } | undefined;
  let farthest = 0;
  // A new life begins elsewhere.
  session.events.on("spawn", ({ mine }) => {
    if (mine) last = undefined;
  });
  const flying = setInterval(() => {
    const at = performance.now();
    const [toX, toY] = [session.map.size / 2 - session.own()!.x, session.map.size / 2 - session.own()!.y];
    const scale = 127 / Math.max(1, Math.abs(toX), Math.abs(toY));
    session.frame(at, { moveX: Math.round(toX * scale), moveY: Math.round(toY * scale), aim: 0, buttons: 0 });
    const { x, y } = session.own()!;
    if (last !== undefined) {
      const flown = ((at - last.at) * FASTEST) / 1000;
      farthest = Math.max(farthest, Math.hypot(x - last.x, y - last.y) - flown);
    }
    last = { x, y, at };
  }, 16);
  await until(() => session.stats.patches > 40, "it to be on its way");
  const { returns } = session.stats;
  link.goSilent();
  await wait(3000);
  link.mend();
  await until(() => session.stats.returns > returns && session.link.state === "playing", "it to be back");
  const { patches } = session.stats;
  await until(() => session.stats.patches > patches + 30, "it to play on");
  clearInterval(flying);
  console.log(`farthest leap: ${farthest.toFixed(0)} units beyond flight`);
  expect(farthest, "units beyond what a ship can fly").toBeLessThan(GLIDE);
  await session.leave();
  await link.close();
});

it("[SE3] a player that never comes back loses the ship after 30 s", async () => {
  const link = await Link.to(server.url);
  const watcher = await stockPlayer(server.url, "Watcher");
  const gone = await stockPlayer(link.url, "Gone");
  gone.room.reconnection.enabled = false;
  const left = () =>
    server
      .log()
      .split("\n")
      .some((line) => line.includes(gone.room.sessionId) && line.includes("player left"));
  const from = watcher.room.state.tick;
  link.goSilent();
  link.cut();
  await until(left, "the ship to go", 60_000);
  const ticks = watcher.room.state.tick - from;
  expect(ticks, "ticks it was kept").toBeGreaterThanOrEqual(28 * 30);
  expect(ticks, "ticks it was kept").toBeLessThanOrEqual(45 * 30);
  await watcher.room.leave();
  await link.close();
});
