/**
 * Operators act in the console and in a terminal, on a real cluster with players: orders are carried out and
 * logged with the operator's name.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { keepPicture } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { cell, number, openConsole, type Play, play, type Scene, startScene } from "../support/console.ts";
import { GIVEN, OperatorClient } from "../support/operatorClient.ts";
import { OpsTool } from "../support/opsTool.ts";
import { patientSeat } from "../support/seats.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let scene: Scene;
let { cluster, browser } = {} as Scene;
beforeAll(async () => {
  scene = await startScene();
  ({ cluster, browser } = scene);
});
afterAll(() => scene?.end());
// Each test has players of its own, and as many processes as the first.
let { ada, bob, owner, other } = {} as Play;
beforeEach(async () => {
  while (cluster.servers.length < 3) await cluster.add();
  const here = await play(cluster);
  ({ ada, bob, owner, other } = here);
  return here.end;
});

it("[OP3] an order asks for confirmation, is carried out anywhere in the cluster, and is logged with the operator's name", async () => {
  const { page, faults } = await openConsole(browser, other.url, ada.roomId);
  const dialog = page.locator("dialog");
  const happened = (text: string | RegExp) => page.locator(".events li", { hasText: text }).first();
  const received: string[] = [];
  // Rounds begin and end at any time.
  ada.events.on("notice", ({ text }) => text.startsWith("to ") && received.push(text));

  await page.getByRole("button", { name: "Notice to all …" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await until(async () => (await dialog.count()) === 0, "the dialog to be cancelled");
  expect(received).toEqual([]);
  for (const [button, text] of [
    ["Notice to all …", "to everybody"],
    ["Notice …", "to the room"],
  ] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await dialog.getByLabel("Text").fill(text);
    await dialog.getByRole("button", { name: "Send" }).click();
    await until(() => received.includes(text), text);
  }
  const left = new Promise<number>((resolve) => bob.room.onLeave(resolve));
  await page.locator(`[data-session="${bob.room.sessionId}"]`).getByRole("button", { name: "Kick" }).click();
  await dialog.getByRole("button", { name: "Kick" }).click();
  expect(await left).toBe(4021);
  await until(
    async () => (await page.locator(`[data-session="${bob.room.sessionId}"]`).count()) === 0,
    "Bob to be removed",
  );
  const kicked = `kicks Bob (${bob.room.sessionId}) out of room ${ada.roomId}`;
  await happened(kicked).waitFor();
  await until(async () => (await happened(kicked).locator(".outcome").innerText()) === "done", "the outcome");
  expect(await happened(kicked).locator("small").last().innerText()).toContain("Grace at 127.0.0.x");
  expect(await page.locator(".events li", { hasText: kicked }).count(), "one line for one order").toBe(1);
  const line = `"by":"Grace at 127.0.0.x","msg":${JSON.stringify(kicked)}`;
  await until(() => other.log().includes(line), "the log to contain it");
  expect(received).toEqual(["to everybody", "to the room"]);

  const cid = await stockPlayer(other.url, "Cid", "swarm");
  const over = new Promise<number>((resolve) => cid.room.onLeave(resolve));
  await page.locator(`[data-room="${cid.room.roomId}"] a`).click();
  await page.locator(`[data-session="${cid.room.sessionId}"]`).waitFor();
  await page.getByRole("button", { name: "Close room" }).click();
  await dialog.getByRole("button", { name: "Close room" }).click();
  expect(await over).toBe(4003);
  await until(
    async () => (await page.locator(`[data-room="${cid.room.roomId}"]`).count()) === 0,
    "the room to close",
  );
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[CL9][OP8] a drained process is shown as such, then as gone, and its players elsewhere; until then the drain can be cancelled", async () => {
  const { page, faults } = await openConsole(browser, other.url, ada.roomId);
  // The stock SDK does not search for a match that has moved.
  await bob.room.leave();
  const id = await cluster.idOf(owner);
  const row = page.locator(`[data-process="${id}"]`);
  const states = () => page.evaluate(() => (window as unknown as { states: string[] }).states);
  // Records every state that is ever on the screen.
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
  await until(async () => (await states()).includes("draining"), "the process to be shown as draining");
  expect((await ended)[0], owner.log()).toBe(0);
  cluster.servers.splice(cluster.servers.indexOf(owner), 1);
  await until(async () => (await states()).at(-1) === "gone", "the process to be shown as gone");
  expect(await states()).toEqual(["ready", "draining", "gone"]);
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  const target = await cluster.ownerOf(ada.roomId);
  const place = new URL(target.url).port;
  await until(
    async () => (await cell(page, `[data-room="${ada.roomId}"]`, "on")) === `:${place}`,
    "the room to be shown elsewhere",
  );
  await page.locator(`[data-session="${ada.key}"]`).waitFor();
  const targetId = `[data-process="${await cluster.idOf(target)}"]`;
  await until(
    async () => number(await cell(page, targetId, "players")) === 1,
    "its players to be shown there",
  );
  const moved = page.locator('.events li[data-kind="takeover"]', { hasText: ada.roomId });
  expect(await moved.count()).toBe(1);
  await keepPicture(page, "console-drained");
  expect(faults()).toEqual([]);
  await page.context().close();
});

it("[OP8] a drain can be cancelled until it is done, and only if an operator ordered it", async () => {
  const keepers = cluster.servers.filter((one) => one !== owner);
  const whom = { process: await cluster.idOf(owner) };
  const operator = new OperatorClient(owner.url, OPS_TOKEN);
  const order = async (name: "drain" | "undrain") => (await operator.order(name, whom))[0];
  const isRefused = async () => (await order("undrain")) === 409;
  const ready = async () => (await fetch(`${owner.url}/readyz`)).status;
  await until(isRefused, "the order to be refused without a drain");
  // The possible target processes count as alive, but accept nothing: so the drain does not end.
  for (const keeper of keepers) await cluster.pause(keeper);
  try {
    expect(GIVEN).toContain(await order("drain"));
    await until(async () => (await ready()) === 503, "the process to drain");
    expect(GIVEN).toContain(await order("undrain"));
    await until(async () => (await ready()) === 200, "the process to admit players again");
    await until(isRefused, "the order to be refused after the drain");
    await until(() => owner.log().includes("drain cancelled"), "the log to contain it");
    expect(await cluster.ownerOf(ada.roomId)).toBe(owner);
    await until(() => ada.link.state === "playing", "Ada to play on");
  } finally {
    for (const keeper of keepers) keeper.process.kill("SIGCONT");
  }
});

it("[OP9] the console shows an order as unknown, and then its outcome", async () => {
  const { page, faults } = await openConsole(browser, other.url, ada.roomId);
  const row = page.locator(`[data-session="${bob.room.sessionId}"]`);
  await row.waitFor();
  bob.room.reconnection.enabled = false;
  const line = page.locator(".events li", { hasText: `kicks Bob (${bob.room.sessionId})` });
  const soFar = owner.log().length;
  await row.getByRole("button", { name: "Kick" }).click();
  await cluster.pause(owner);
  try {
    await page.locator("dialog").getByRole("button", { name: "Kick" }).click();
    await page.locator(".toast.warn", { hasText: "the order may still be carried out" }).waitFor();
    await until(async () => (await page.locator("dialog").count()) === 0, "the button to be disabled");
    await until(async () => (await line.getAttribute("data-outcome")) === "unknown", "the line to show it");
    await keepPicture(page, "console-unknown");
  } finally {
    owner.process.kill("SIGCONT");
  }
  const outcome = () => line.getAttribute("data-outcome");
  // A process that is stopped for long loses its connections to Redis with all unread data: then the outcome
  // stays unknown.
  const isLost = () => owner.log().slice(soFar).includes("no connection to Redis");
  await until(async () => isLost() || (await outcome()) !== "unknown", "the line to show it");
  // Ada may have asked for her match meanwhile, which then is in another process, with Bob's seat.
  const has = async () =>
    (await cluster.status(other)).players.some(({ session }) => session === bob.room.sessionId);
  const known = await outcome();
  if (known === "done") await until(async () => !(await has()), "Bob's seat to be freed");
  // Another process that has the match now lists its players with its next heartbeat.
  else if (known === "not done") await until(has, "Bob's seat to be listed");
  else expect(known, "it may have been carried out or not").toBe("unknown");
  expect(await line.count()).toBe(1);
  await keepPicture(page, "console-known");
  // The browser logs every such answer.
  expect(faults().filter((fault) => !fault.includes("504"))).toEqual([]);
  await page.context().close();
});

it("[OP6] the command line shows and does the same, for people and for programs", async () => {
  const { url } = cluster.servers[0]!;
  const ops = new OpsTool(url, OPS_TOKEN);
  await until(
    async () => (await ops.read("rooms")).includes(`${ada.roomId}  arena`),
    "the room to be listed",
  );
  expect(await ops.read("rooms")).toMatch(/room +name +process +players +bots +round +tick p99 +sent/);
  // Its process may be too slow to name the players, or has not measured their round trips yet.
  const shown = async () => (await ops.run("room", ada.roomId)).output;
  await until(async () => /Ada +playing +\d+ +[\d.]+ ms/.test(await shown()), "the figures of Ada");
  let told = "";
  await until(async () => {
    told = (await ops.run("room", ada.roomId, "--json")).output;
    return told.startsWith("{");
  }, "the players of the room");
  const { room, players } = JSON.parse(told);
  const names = players.map(({ name }: { name: string }) => name).sort();
  expect([room.id, names]).toEqual([ada.roomId, ["Ada", "Bob"]]);
  await until(
    async () => JSON.parse(await ops.read("status", "--json")).processes.length === 3,
    "all processes to be listed",
  );
  await ops.order(
    `tells room ${ada.roomId}: from the terminal`,
    ...["notice", "from the terminal", `--room=${ada.roomId}`],
  );
  const { sessionId } = bob.room;
  await ops.order(`kicks Bob (${sessionId}) out of room ${ada.roomId}`, "kick", sessionId);
  const lines = (await ops.read("events", "--json"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const notices = lines.filter(({ text }) => text === `tells room ${ada.roomId}: from the terminal`);
  expect([notices.at(0), notices.at(-1)]).toMatchObject([
    { kind: "action" },
    { kind: "action", outcome: "done" },
  ]);
  expect(await ops.read("events")).toMatch(/action +\S+ +kicks Bob .*: done – by /);
  const late = await patientSeat(url, ada.roomId, "joinById");
  expect(late.status, "a seat is reserved").toBe(200);
  await ops.order(`closes room ${ada.roomId}`, "close", ada.roomId);
  await until(() => ada.link.state === "over", "Ada to be disconnected");
  // The process refreshes its listings each second.
  await wait(2500);
  expect((await cluster.rooms()).map(({ id }) => id)).not.toContain(ada.roomId);
  const next = await patientSeat(url);
  expect([next.status, next.room === ada.roomId], "a new request gets another room").toEqual([200, false]);
});
