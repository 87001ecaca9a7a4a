/** The operators' console in a real browser, on a real cluster with players: what it shows is true, and what it does happens. */
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { join } from "../../client/session/connect.ts";
import type { Session } from "../../client/session/session.ts";
import { keepPicture, openPage, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { metricsOf } from "../support/rejections.ts";
import { runTool } from "../support/runTool.ts";
import type { RunningServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
let browser: Browser;
let ada: Session;
let bob: StockPlayer;
let owner: RunningServer;
/** The process whose console is looked at: not the one that has the room. */
let other: RunningServer;
const ends: (() => void)[] = [];

beforeAll(async () => {
  cluster = await TestCluster.start(3);
  browser = await startBrowser();
  ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  bob = await stockPlayer(cluster.servers[0]!.url, "Bob");
  ends.push(fly(ada));
  owner = (await cluster.ownerOf(ada.roomId))!;
  other = cluster.servers.find((one) => one !== owner)!;
}, 120_000);
afterAll(async () => {
  for (const end of ends) end();
  await ada?.leave().catch(() => {});
  await browser?.close();
  await cluster?.close();
});

async function logIn(url: string, hash = "") {
  const { page, faults } = await openPage(browser, { width: 1280, height: 800 });
  await page.goto(`${url}/ops/${hash}`);
  await page.getByLabel("Your name").fill("Grace");
  await page.getByLabel("Operators' token").fill(OPS_TOKEN);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("[data-process]").first().waitFor();
  return { page, faults: () => faults.filter((one) => !EXPECTED.test(one)) };
}
/** Who has not logged in is told so, and lines that break are said to have broken. */
const EXPECTED = /401 \(Unauthorized\)|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/;

const cell = (page: Page, row: string, figure: string) =>
  page.locator(`${row} [data-figure="${figure}"]`).innerText();
/** The first number in a text, in the base unit: 1.5 kB is 1500. */
function number(text: string): number {
  const [, digits, unit] = /([\d,]+(?:\.\d+)?)\s*(kB|MB|GB)?/.exec(text) ?? [];
  const scale = { kB: 1e3, MB: 1e6, GB: 1e9 }[unit ?? ""] ?? 1;
  return Number(digits?.replaceAll(",", "")) * scale;
}
/** All samples of a metric of a process together. */
async function metric(server: RunningServer, name: string): Promise<number> {
  const lines = (await metricsOf(server.url, OPS_TOKEN)).matchAll(
    new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "gm"),
  );
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
/** Both change all the time: they are looked at again until they agree. */
async function agrees(what: string, shown: () => Promise<string>, told: () => Promise<number>, off: number) {
  let last = "";
  await until(async () => {
    const [text, value] = [await shown(), await told()];
    last = `${text} is shown, ${value} is told`;
    return Math.abs(number(text) - value) <= off;
  }, `${what} to agree: ${last}`).catch((error: Error) => {
    throw new Error(`${error.message} ${last}`);
  });
}

it("[OP6] every figure of a process is the one that it tells itself", { timeout: 120_000 }, async () => {
  const { page, faults } = await logIn(other.url);
  for (const server of cluster.servers) {
    const row = `[data-process="${await cluster.idOf(server)}"]`;
    const shown = (figure: string) => () => cell(page, row, figure);
    const told =
      (name: string, scale = 1) =>
      async () =>
        (await metric(server, name)) * scale;
    await agrees("players", shown("players"), told("skirmish_players"), 0);
    await agrees(
      "capacity",
      async () => (await shown("players")()).split("/")[1]!,
      told("skirmish_capacity_players"),
      0,
    );
    await agrees("rooms", shown("rooms"), told("skirmish_rooms"), 0);
    await agrees("headroom", shown("headroom"), told("skirmish_headroom_ratio", 100), 3);
    await agrees("tick p99", shown("tick"), told("skirmish_tick_p99_seconds", 1000), 1);
    await agrees("loop lag", shown("lag"), told("skirmish_loop_lag_seconds", 1000), 3);
    await agrees("memory", shown("memory"), told("process_resident_memory_bytes"), 5e6);
    const about = await shown("process")();
    const version = /skirmish_build_info{version="([^"]+)"}/.exec(await metricsOf(server.url, OPS_TOKEN))![1];
    expect(about).toContain(`v${version}`);
    const up = Date.now() / 1000 - (await metric(server, "process_start_time_seconds"));
    const [, minutes, seconds] = /(?:(\d+) min )?(\d+) s/.exec(await shown("up")())!;
    expect(Math.abs(Number(minutes ?? 0) * 60 + Number(seconds) - up)).toBeLessThan(15);
  }
  expect(await page.locator('[data-tile="players"] b').innerText()).toBe("2");
  expect(await page.locator('[data-tile="redis"] b').innerText()).toBe("up");
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[OP6] every figure of a room and its players is the one that its process tells", {
  timeout: 120_000,
}, async () => {
  const { page, faults } = await logIn(other.url, `#${ada.roomId}`);
  bob.room.send("report", { corrections: 7 });
  const row = `[data-room="${ada.roomId}"]`;
  const shown = (figure: string) => () => cell(page, row, figure);
  const told = (name: string) => () => metric(owner, name);
  await agrees("players", shown("players"), told('skirmish_players{room="arena"}'.replace(/{.*/, "")), 0);
  await agrees("corrections", shown("corrections"), told("skirmish_corrections_reported_total"), 0);
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
  await agrees("input debt", shown("debt"), told("skirmish_input_debt"), 1);
  await agrees(
    "tick p99",
    shown("tick"),
    async () => (await metric(owner, "skirmish_tick_p99_seconds")) * 1000,
    1,
  );
  // Of a second or two, against the rate of the counter over about the same time.
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

it("[OP4] a feed that breaks off comes back by itself and misses nothing", { timeout: 120_000 }, async () => {
  const link = await EmulatedLink.to(other.url);
  const { page } = await logIn(link.url);
  const notice = async (text: string) => {
    const headers = { "content-type": "application/json", ...cluster.operator };
    const options = { method: "POST", headers, body: JSON.stringify({ text }) };
    expect((await fetch(`${owner.url}/ops/notice`, options)).status).toBe(200);
  };
  const shown = () => page.locator(".events li p").allInnerTexts();
  await notice("before");
  await until(async () => (await shown()).includes("tells all: before"), "the first");
  const asked: Promise<{ [name: string]: string }>[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/ops/events")) asked.push(request.allHeaders());
  });
  const newest = await page.locator(".events li").first().getAttribute("data-event");
  // What is under way is lost, and then nothing gets through for a while.
  link.goSilent();
  link.cut();
  for (let i = 0; i < 5; i++) await notice(`meanwhile ${i}`);
  await until(() => page.locator('.live[data-state="lost"]').isVisible(), "the page to notice");
  link.mend();
  link.cut();
  await until(async () => (await shown()).includes("tells all: meanwhile 4"), "it to be back");
  const told = (await shown()).filter((text) => /before|meanwhile/.test(text));
  expect(told, "all of it, once, in order").toEqual(
    ["meanwhile 4", "meanwhile 3", "meanwhile 2", "meanwhile 1", "meanwhile 0", "before"].map(
      (one) => `tells all: ${one}`,
    ),
  );
  const known = (await Promise.all(asked)).map((headers) => headers["last-event-id"]);
  expect(known, "the browser's own way to come back").toContain(newest);
  await until(() => page.locator('.live[data-state="live"]').isVisible(), "it to say so");
  await page.context().close();
  await link.close();
});

it("[OP3] what is done asks once, happens anywhere in the cluster, and is written down with who", {
  timeout: 120_000,
}, async () => {
  const { page, faults } = await logIn(other.url, `#${ada.roomId}`);
  const dialog = page.locator("dialog");
  const happened = (text: string | RegExp) => page.locator(".events li", { hasText: text }).first();
  const heard: string[] = [];
  ada.events.on("notice", ({ text }) => heard.push(text));

  await page.getByRole("button", { name: "Notice to all …" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await until(async () => (await dialog.count()) === 0, "it to be called off");
  expect(heard).toEqual([]);
  for (const [button, text] of [
    ["Notice to all …", "to everybody"],
    ["Notice …", "to the room"],
  ] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await dialog.getByLabel("Text").fill(text);
    await dialog.getByRole("button", { name: "Send" }).click();
    await until(() => heard.includes(text), text);
  }
  const left = new Promise<number>((resolve) => bob.room.onLeave(resolve));
  await page.locator(`[data-session="${bob.room.sessionId}"]`).getByRole("button", { name: "Kick" }).click();
  await dialog.getByRole("button", { name: "Kick" }).click();
  expect(await left).toBe(4021);
  await until(
    async () => (await page.locator(`[data-session="${bob.room.sessionId}"]`).count()) === 0,
    "Bob to go",
  );
  const kicked = `kicks Bob (${bob.room.sessionId}) out of room ${ada.roomId}`;
  await happened(kicked).waitFor();
  expect(await happened(kicked).locator("small").innerText()).toContain("Grace at 127.0.0.x");
  expect(other.log()).toContain(`"by":"Grace at 127.0.0.x","msg":${JSON.stringify(kicked)}`);
  expect(heard.filter((text) => text.startsWith("to "))).toEqual(["to everybody", "to the room"]);

  const cid = await stockPlayer(other.url, "Cid", "swarm");
  const over = new Promise<number>((resolve) => cid.room.onLeave(resolve));
  await page.locator(`[data-room="${cid.room.roomId}"] a`).click();
  await page.locator(`[data-session="${cid.room.sessionId}"]`).waitFor();
  await page.getByRole("button", { name: "Close room" }).click();
  await dialog.getByRole("button", { name: "Close room" }).click();
  expect(await over).toBe(4003);
  await until(
    async () => (await page.locator(`[data-room="${cid.room.roomId}"]`).count()) === 0,
    "the room to go",
  );
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[CL9][OP8] a process that is drained is shown so, then gone, and its players elsewhere; while it lasts it can be taken back", {
  timeout: 180_000,
}, async () => {
  const { page, faults } = await logIn(other.url, `#${ada.roomId}`);
  const id = await cluster.idOf(owner);
  const row = page.locator(`[data-process="${id}"]`);
  const states = () => page.evaluate(() => (window as unknown as { states: string[] }).states);
  // Every state that is ever on the screen.
  await row.evaluate((node) => {
    const seen = [node.dataset.state!];
    Object.assign(window, { states: seen });
    const note = () => seen.at(-1) !== node.dataset.state && seen.push(node.dataset.state!);
    new MutationObserver(note).observe(node, {
      attributeFilter: ["data-state"],
    });
  });
  const confirm = async (button: string) => {
    await row.getByRole("button", { name: button, exact: true }).click();
    await page.locator("dialog").getByRole("button", { name: button, exact: true }).click();
  };
  const ended = once(owner.process, "exit");
  await confirm("Drain");
  await until(async () => (await states()).includes("draining"), "it to be shown as draining");
  expect((await ended)[0], owner.log()).toBe(0);
  await until(async () => (await states()).at(-1) === "gone", "it to be shown as gone");
  expect(await states()).toEqual(["ready", "draining", "gone"]);
  await until(() => ada.link.state === "playing" && ada.stats.returns === 1, "Ada to be back");
  const heir = (await cluster.ownerOf(ada.roomId))!;
  const place = new URL(heir.url).port;
  await until(
    async () => (await cell(page, `[data-room="${ada.roomId}"]`, "on")) === `:${place}`,
    "the room to be shown elsewhere",
  );
  await page.locator(`[data-session="${ada.key}"]`).waitFor();
  const heirs = `[data-process="${await cluster.idOf(heir)}"]`;
  await until(async () => number(await cell(page, heirs, "players")) === 1, "its players to be shown there");
  const moved = page.locator('.events li[data-kind="takeover"]', { hasText: ada.roomId });
  expect(await moved.count()).toBe(1);
  await keepPicture(page, "console-drained");
  expect(faults()).toEqual([]);
  await page.context().close();
  cluster.servers.splice(cluster.servers.indexOf(owner), 1);
});

it("[OP8] a drain is taken back as long as it lasts, and only if it was an operator's", {
  timeout: 120_000,
}, async () => {
  const heir = (await cluster.ownerOf(ada.roomId))!;
  const [keeper] = cluster.servers.filter((one) => one !== heir) as [RunningServer];
  const ops = (...args: string[]) => runTool("tools/ops/cli.ts", [...args, "--url", heir.url], { OPS_TOKEN });
  // Nobody can take the match, so the drain does not end.
  const id = await cluster.idOf(heir);
  const ready = async () => (await fetch(`${heir.url}/readyz`)).status;
  keeper.process.kill("SIGSTOP");
  try {
    expect((await ops("drain", id)).output.trim()).toBe(`drains process ${id}`);
    await until(async () => (await ready()) === 503, "it to drain");
    const kept = await ops("undrain", id);
    expect(kept.output.trim()).toBe(`takes back the drain of process ${id}`);
    await until(async () => (await ready()) === 200, "it to take players again");
    expect((await ops("undrain", id)).output).toContain(`no process ${id} drains that could be kept`);
    expect(heir.log()).toContain("the drain was taken back");
    expect(await cluster.ownerOf(ada.roomId)).toBe(heir);
  } finally {
    keeper.process.kill("SIGCONT");
  }
});

it("[OP6] the command line tells and does the same, for people and for programs", {
  timeout: 120_000,
}, async () => {
  const { url } = cluster.servers[0]!;
  const ops = async (...args: string[]) => {
    const { code, output } = await runTool("tools/ops/cli.ts", [...args, "--url", url], { OPS_TOKEN });
    expect(code, output).toBe(0);
    return output;
  };
  await until(async () => (await ops("rooms")).includes(`${ada.roomId}  arena`), "the room to be listed");
  expect(await ops("rooms")).toMatch(/room +name +process +players +round +tick p99 +sent/);
  const { room, players } = JSON.parse(await ops("room", ada.roomId, "--json"));
  expect([room.id, players.map(({ name }: { name: string }) => name)]).toEqual([ada.roomId, ["Ada"]]);
  expect(await ops("room", ada.roomId)).toMatch(/Ada +playing +\d+ +[\d.]+ ms/);
  expect(JSON.parse(await ops("status", "--json")).processes).toHaveLength(2);
  expect((await ops("notice", "from the terminal", "--room", ada.roomId)).trim()).toBe(
    `tells room ${ada.roomId}: from the terminal`,
  );
  const lines = (await ops("events", "--json"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ kind: "action", text: `tells room ${ada.roomId}: from the terminal` });
  expect(await ops("events")).toMatch(/action +\S+ +kicks Bob/);
  expect((await ops("close", ada.roomId)).trim()).toBe(`closes room ${ada.roomId}`);
  await until(() => ada.link.state === "over", "Ada to be out");
});
