import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { keepPicture } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { cell, number, openConsole, type Play, play, type Scene, startScene } from "../support/console.ts";
import { GIVEN, OperatorClient } from "../support/operatorClient.ts";
import { metricsOf } from "../support/rejections.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let scene: Scene;
let { cluster, browser } = {} as Scene;
let { ada, bob, owner, other } = {} as Play;
beforeAll(async () => {
  scene = await startScene();
  ({ cluster, browser } = scene);
  ({ ada, bob, owner, other } = await play(cluster));
});
afterAll(async () => {
  await ada?.leave();
  await scene?.end();
});

/** Sum of all samples of a metric of a process. */
async function metric(server: RunningServer, name: string): Promise<number> {
  const lines = (await metricsOf(server.url, OPS_TOKEN)).matchAll(
    new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "gm"),
  );
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
/**
 * A figure takes up to two seconds to the screen, so it must equal one that the process reported lately.
 * @param off tolerance for rounding and change meanwhile
 */
async function agrees(
  what: string,
  shown: () => Promise<string>,
  reported: () => Promise<number>,
  off: number,
) {
  const lately: number[] = [];
  let text = "";
  const isOneOfThem = async () => {
    lately.push(await reported());
    text = await shown();
    return lately.slice(-LATELY).some((value) => Math.abs(number(text) - value) <= off);
  };
  await until(isOneOfThem, what).catch(() => {
    throw new Error(
      `${what}: ${text} is shown, ${[...new Set(lately.slice(-LATELY))].join(", ")} was reported`,
    );
  });
}
/** Number of samples, which take a few seconds together. */
const LATELY = 200;

it("[OP6] every figure of a process equals the one that the process reports", async () => {
  const { page, faults } = await openConsole(browser, other.url);
  for (const server of cluster.servers) {
    const row = `[data-process="${await cluster.idOf(server)}"]`;
    const shown = (figure: string) => () => cell(page, row, figure);
    const reported =
      (name: string, scale = 1) =>
      async () =>
        (await metric(server, name)) * scale;
    await agrees("players", shown("players"), reported("skirmish_players"), 0);
    await agrees(
      "capacity",
      async () => (await shown("players")()).split("/")[1]!,
      reported("skirmish_capacity_players"),
      0,
    );
    await agrees("rooms", shown("rooms"), reported("skirmish_rooms"), 0);
    await agrees("headroom", shown("headroom"), reported("skirmish_headroom_ratio", 100), 3);
    await agrees("tick p99", shown("tick"), reported("skirmish_tick_p99_seconds", 1000), 1);
    await agrees("loop lag", shown("lag"), reported("skirmish_loop_lag_seconds", 1000), 3);
    await agrees("memory", shown("memory"), reported("process_resident_memory_bytes"), 5e6);
    const about = await shown("process")();
    const version = /skirmish_build_info{version="([^"]+)"}/.exec(await metricsOf(server.url, OPS_TOKEN))![1];
    expect(about).toContain(`v${version}`);
    const id = await cluster.idOf(server);
    const { started } = (await cluster.status(server)).processes.find((one) => one.id === id)!;
    const seconds = async () => {
      const [, time, unit] = /(\d+) (s|min)/.exec(await shown("up")())!;
      return String(Number(time) * (unit === "s" ? 1 : 60));
    };
    const up = async () => (Date.now() - started) / 1000;
    await agrees("seconds since its start", seconds, up, (await up()) < 60 ? 2 : 60);
  }
  expect(await page.locator('[data-tile="players"] b').innerText()).toBe("2");
  expect(await page.locator('[data-tile="redis"] b').innerText()).toBe("up");
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[OP6] every figure of a room and its players equals the one that its process reports", async () => {
  const { page, faults } = await openConsole(browser, other.url, ada.roomId);
  bob.room.send("report", { corrections: 7 });
  const row = `[data-room="${ada.roomId}"]`;
  const shown = (figure: string) => () => cell(page, row, figure);
  const reported = (name: string) => () => metric(owner, name);
  await agrees("players", shown("players"), reported("skirmish_players"), 0);
  await agrees("corrections", shown("corrections"), reported("skirmish_corrections_reported_total"), 0);
  expect(number(await shown("corrections")())).toBeGreaterThanOrEqual(7);
  await agrees(
    "returns",
    shown("reconnects"),
    async () => {
      const text = await metricsOf(owner.url, OPS_TOKEN);
      return Number(/skirmish_reconnects_total{result="ok"} (\d+)/.exec(text)![1]);
    },
    0,
  );
  await agrees("input debt", shown("debt"), reported("skirmish_input_debt"), 1);
  await agrees(
    "tick p99",
    shown("tick"),
    async () => (await metric(owner, "skirmish_tick_p99_seconds")) * 1000,
    1,
  );
  // Over a second or two, compared with the rate of the counter in about the same time.
  let [bytes, at] = [await metric(owner, "skirmish_patch_bytes_total"), performance.now()];
  await agrees(
    "bytes a second",
    shown("sent"),
    async () => {
      await page.waitForTimeout(1500);
      const [before, since] = [bytes, at];
      [bytes, at] = [await metric(owner, "skirmish_patch_bytes_total"), performance.now()];
      return (1000 * (bytes - before)) / (at - since);
    },
    4000,
  );
  expect(await shown("round")()).toMatch(/^1 · (warmup|live)$/);

  const player = `[data-session="${ada.key}"]`;
  await until(async () => /[\d.]+ ms/.test(await cell(page, player, "rtt")), "a round trip");
  await until(async () => number(await cell(page, player, "out")) > 1000, "bytes to Ada");
  expect(await cell(page, player, "address")).toBe("127.0.0.x");
  expect(await cell(page, player, "state")).toBe("playing");
  expect(number(await cell(page, player, "debt"))).toBeLessThan(64);
  await keepPicture(page, "console-room");
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[OP4] a broken feed resumes automatically and misses nothing", async () => {
  const link = await EmulatedLink.to(other.url);
  const { page } = await openConsole(browser, link.url);
  const operator = new OperatorClient(owner.url, OPS_TOKEN);
  const notice = async (text: string) =>
    expect(GIVEN).toContain((await operator.order("notice", { text }))[0]);
  const shown = () => page.locator(".events li p").allInnerTexts();
  await notice("before");
  // With its outcome: "unknown" if Redis has answered late.
  await page.locator('.events li:not([data-outcome="given"])', { hasText: "tells all: before" }).waitFor();
  /**
   * The positions from which the feed was requested: by the browser itself, or by the page once the browser
   * had given up.
   */
  const asked: Promise<string | undefined>[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname !== "/ops/events") return;
    const after = searchParams.get("after") ?? undefined;
    asked.push(request.allHeaders().then((headers) => headers["last-event-id"] ?? after));
  });
  const newest = await page.locator(".events li").first().getAttribute("data-event");
  // Data on the way is lost, and then nothing passes for a while.
  link.goSilent();
  link.cut();
  for (let i = 0; i < 5; i++) await notice(`meanwhile ${i}`);
  await until(() => page.locator('.live[data-state="lost"]').isVisible(), "the page to notice");
  link.mend();
  link.cut();
  await until(async () => (await shown()).includes("tells all: meanwhile 4"), "the feed to be back");
  const reported = (await shown()).filter((text) => /before|meanwhile/.test(text));
  expect(reported, "all events, once, in order").toEqual(
    ["meanwhile 4", "meanwhile 3", "meanwhile 2", "meanwhile 1", "meanwhile 0", "before"].map(
      (one) => `tells all: ${one}`,
    ),
  );
  expect(await Promise.all(asked)).toContain(newest);
  await until(() => page.locator('.live[data-state="live"]').isVisible(), "the page to report it");
  await page.context().close();
  await link.close();
});
