/** The operators' console as an operator sees it. */
import type { Browser, Page } from "playwright-core";
import { join } from "../../games/skirmish/client/session/join.ts";
import { openPage, startBrowser } from "./browser.ts";
import { OPS_TOKEN, TestCluster } from "./cluster.ts";
import { fly } from "./fly.ts";
import { stockPlayer } from "./stockClient.ts";
import { until } from "./until.ts";

/** Chromium logs connections that the test breaks. */
const EXPECTED = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/;

/** Three processes and a browser. */
export async function startScene() {
  const ends: (() => unknown)[] = [];
  const end = async (): Promise<void> => {
    for (const one of ends.reverse()) await one();
  };
  try {
    const [cluster, browser] = await Promise.all([
      TestCluster.start(3).then((one) => {
        ends.push(() => one.close());
        return one;
      }),
      startBrowser().then((one) => {
        ends.push(() => one.close());
        return one;
      }),
    ]);
    return { cluster, browser, end };
  } catch (error) {
    await end();
    throw error;
  }
}
export type Scene = Awaited<ReturnType<typeof startScene>>;

/**
 * Two players in a room of `owner`; the console is open on `other`, which has no room. `end` lets both leave.
 */
export async function play(cluster: TestCluster) {
  await cluster.ready();
  const { url } = cluster.servers[0]!;
  const ada = await join({ url, room: "arena", name: "Ada" });
  const land = fly(ada);
  const bob = await stockPlayer(url, "Bob");
  const owner = await cluster.ownerOf(ada.roomId);
  const other = cluster.servers.find((one) => one !== owner)!;
  const end = async (): Promise<void> => {
    land();
    await ada.leave().catch(() => {});
    if (bob.room.connection.isOpen) await bob.room.leave();
    // Its kept and reserved seats are gone with it: the next test gets a new room.
    await until(() => isClosed(cluster, ada.roomId), "the room to be closed");
  };
  return { ada, bob, owner, other, end };
}

async function isClosed({ servers, operator }: TestCluster, room: string): Promise<boolean> {
  const headers = { "content-type": "application/json", ...operator };
  const order = { method: "POST", headers, body: JSON.stringify({ room }) };
  return (await fetch(`${servers[0]!.url}/ops/close`, order)).status === 404;
}
export type Play = Awaited<ReturnType<typeof play>>;

/**
 * @param room to show
 * @param script runs before the scripts of the page
 * @returns the page once it shows data, and the list of errors on it, which grows
 */
export async function openConsole(browser: Browser, url: string, room = "", script = "") {
  const { page, faults } = await openPage(browser, { width: 1280, height: 800 }, 1);
  await page.addInitScript(script);
  await page.goto(`${url}/ops/#${room}`);
  await logIn(page);
  return { page, faults: () => faults.filter((one) => !EXPECTED.test(one)) };
}

/** On the console's page. */
export async function logIn(page: Page): Promise<void> {
  await page.getByLabel("Your name").fill("Grace");
  await page.getByLabel("Operators' token").fill(OPS_TOKEN);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("[data-process]").first().waitFor();
}

/** @param row its selector @returns the text in a column */
export const cell = (page: Page, row: string, figure: string): Promise<string> =>
  page.locator(`${row} [data-figure="${figure}"]`).innerText();

/** @returns the first number in a text, in the base unit: 1.5 kB is 1500 */
export function number(text: string): number {
  const [, digits, unit] = /([\d,]+(?:\.\d+)?)\s*(kB|MB|GB)?/.exec(text) ?? [];
  const scale = { kB: 1e3, MB: 1e6, GB: 1e9 }[unit ?? ""] ?? 1;
  return Number(digits?.replaceAll(",", "")) * scale;
}
