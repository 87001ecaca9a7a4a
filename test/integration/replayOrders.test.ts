/** What operators do with the logs of matches: by HTTP, on the command line, and in the console. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpsEvent } from "../../shared/operators.ts";
import { keepPicture, startBrowser } from "../support/browser.ts";
import { OPS_TOKEN } from "../support/cluster.ts";
import { cell, openConsole } from "../support/console.ts";
import { errorOf } from "../support/operatorClient.ts";
import { type PlayedLogs, playLogs } from "../support/playedLogs.ts";
import { runTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

let logs: PlayedLogs;
let { server, folder, fileOf, get, info, list, id, session, running, copied } = {} as PlayedLogs;
beforeAll(async () => {
  logs = await playLogs();
  ({ server, folder, fileOf, get, info, list, id, session, running, copied } = logs);
});
afterAll(() => logs.close());

const order = (name: string, body: object, token = OPS_TOKEN) =>
  fetch(`${server.url}/ops/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

describe("operators", () => {
  it("[ML8] a starting server deletes logs that are too old, and logs and counts the deletions", async () => {
    await until(() => !existsSync(join(folder, "ancient.1.mlog")), "the old log to be deleted");
    const line = "match logs deleted: older than 7 days (REPLAY_DAYS)";
    await until(() => server.log().includes(line), "the deletion to be logged");
    const metrics = await (
      await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${OPS_TOKEN}` } })
    ).text();
    expect(metrics).toContain('skirmish_match_logs_deleted_total{reason="age"} 1');
    expect(metrics).toMatch(/skirmish_match_logs_kept_bytes \d/);
  });

  it("[ML9] pin a match and delete it, and both are written down", async () => {
    copied("spare");
    expect((await order("pin", { replay: "spare" }, "a-wrong-token-of-a-test")).status).toBe(401);
    await until(async () => (await list()).some((one) => one.id === "spare"), "the copy to be listed");
    expect(await (await order("pin", { replay: "spare" })).json()).toEqual({
      outcome: "done",
      done: "pins match spare",
    });
    expect(await info("spare")).toMatchObject({ pinned: true });
    expect(await errorOf(await order("delete", { replay: "spare" }))).toEqual([
      409,
      "deletes the log of match spare: it is pinned; unpin it first",
    ]);
    expect((await order("unpin", { replay: "spare" })).status).toBe(200);
    expect(await (await order("delete", { replay: "spare" })).json()).toMatchObject({ outcome: "done" });
    expect(await errorOf(await get("/spare"))).toEqual([404, "there is no log of a match spare here"]);
    expect(await errorOf(await order("delete", { replay: "spare" }))).toEqual([
      404,
      "there is no log of a match spare here",
    ]);
    // On a fast machine its log is not written yet.
    await until(async () => (await get(`/${running}/info`)).ok, "the log of the running match");
    expect(await errorOf(await order("delete", { replay: running }))).toEqual([
      409,
      `deletes the log of match ${running}: the match is running`,
    ]);
    expect(await errorOf(await order("pin", { replay: "../x" }))).toEqual([400, '"replay": is not an id']);
    const { output } = await runTool("tools/ops/cli.ts", ["events", "--json", "--url", server.url], {
      OPS_TOKEN: OPS_TOKEN,
    });
    const events = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as OpsEvent);
    for (const text of ["pins match spare", "unpins match spare", "deletes the log of match spare"])
      expect(events, text).toContainEqual(expect.objectContaining({ kind: "action", text, outcome: "done" }));
  });

  it("[ML9] find the matches of a player by its session", async () => {
    const ops = (...args: string[]) =>
      runTool("tools/ops/cli.ts", [...args, "--url", server.url], { OPS_TOKEN });
    const found = await ops("replay", session);
    expect(found.code).toBe(0);
    expect(found.output).toMatch(
      new RegExp(`${id} +arena +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d.*${server.url}/replay/${id}`),
    );
    expect(found.output).not.toContain(running);
    const none = await ops("replay", "nobody");
    expect([none.code, none.output]).toEqual([
      1,
      expect.stringContaining("no log of a match with session nobody"),
    ]);
    expect((await ops("replays")).output).toContain(running);
    expect((await ops("pin", id)).output).toContain(`pins match ${id}`);
    expect((await ops("unpin", id)).code).toBe(0);
  });
});

it("[ML9] the console lists matches, finds those of a player, pins and deletes them", async () => {
  copied("shown");
  const browser = await startBrowser();
  try {
    const { page, faults } = await openConsole(browser, server.url);
    const row = '[data-replay="shown"]';
    await page.locator(row).waitFor();
    expect(await cell(page, row, "names")).toBe("Ada, Bob");
    expect(await cell(page, row, "state")).toBe("over");
    expect(await page.locator(`[data-replay="${running}"] button`, { hasText: "Delete" }).isDisabled()).toBe(
      true,
    );
    expect(await page.locator(`${row} a`).getAttribute("href")).toBe("../replay/shown");
    await page.locator(row).scrollIntoViewIfNeeded();
    await keepPicture(page, "console-matches");
    const press = async (name: string) => {
      await page.locator(row).getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    };
    await press("Pin");
    await until(async () => (await cell(page, row, "state")) === "over, pinned", "the pin to be shown");
    await press("Unpin");
    await until(async () => (await cell(page, row, "state")) === "over", "the pin to be taken away");
    await press("Delete");
    await page.locator(row).waitFor({ state: "detached" });
    expect(existsSync(fileOf("shown"))).toBe(false);
    await page.getByLabel("Matches of a player").fill(session);
    await until(
      async () => (await page.locator("[data-replay]").count()) === 1,
      "the matches of the session",
    );
    expect(faults()).toEqual([]);
  } finally {
    await browser.close();
  }
});
