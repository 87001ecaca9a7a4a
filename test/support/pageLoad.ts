/**
 * How a page loads over an emulated line: when the player sees it, can type a name and is in play, and how
 * many bytes that takes.
 */
import type { Browser } from "playwright-core";
import { until } from "./until.ts";

/** A phone's line: bits a second, and the round trip, ms. */
export interface Line {
  readonly down: number;
  readonly up: number;
  readonly roundTrip: number;
}
export const PHONE: Line = { down: 1_600_000, up: 750_000, roundTrip: 150 };

export interface PageLoad {
  /** ms since the navigation began. */
  readonly painted: number;
  readonly named: number;
  /** Arrival of the largest script: the renderer. */
  readonly renderer: number;
  /** Arrivals of all scripts before play. */
  readonly scripts: readonly number[];
  readonly played: number;
  /** Over the wire before play: heads and bodies of answers. */
  readonly bytes: number;
  readonly files: readonly { readonly url: string; readonly bytes: number }[];
}

interface Marks {
  named?: number;
  played?: number;
}

/** Runs in the page: types a name and presses Play at the first moment at which a player could. */
const PLAYER = `
  window.__marks = {};
  requestAnimationFrame(function look() {
    const field = document.querySelector("#name");
    const box = field?.getBoundingClientRect();
    const isThere = field && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === field;
    if (isThere && __marks.named === undefined && performance.getEntriesByName("first-contentful-paint").length) {
      __marks.named = performance.now();
      field.value = "Ada";
      field.form.requestSubmit();
    }
    if (window.__skirmish?.session?.own()?.alive) __marks.played = performance.now();
    else requestAnimationFrame(look);
  });
`;

/** @param url of the page */
export async function loadPage(browser: Browser, url: string, line: Line = PHONE): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 640, height: 360 }, deviceScaleFactor: 0.5 });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: line.roundTrip,
      downloadThroughput: line.down / 8,
      uploadThroughput: line.up / 8,
    });
    const urls = new Map<string, string>();
    const files: { url: string; bytes: number }[] = [];
    devtools.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
    devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
      files.push({ url: urls.get(requestId) ?? "", bytes: encodedDataLength }),
    );
    await page.addInitScript(PLAYER);
    await page.goto(url, { waitUntil: "commit" });
    const marks = () => page.evaluate<Marks>("window.__marks ?? {}").catch((): Marks => ({}));
    await until(async () => (await marks()).played !== undefined, "the page to play");
    const arrived = [...files];
    const { named, played } = await marks();
    const { painted, renderer, arrivals, late } = await page.evaluate((played) => {
      const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      // A page that is short of CPU may fill its cache before it plays.
      const scripts = resources.filter(
        ({ name, initiatorType }) => name.endsWith(".js") && initiatorType !== "fetch",
      );
      const largest = scripts.sort((a, b) => b.encodedBodySize - a.encodedBodySize)[0]!;
      return {
        painted: performance.getEntriesByName("first-contentful-paint")[0]!.startTime,
        renderer: largest.responseEnd,
        arrivals: scripts.map(({ responseEnd }) => responseEnd),
        late: resources.filter(({ responseEnd }) => responseEnd > played).map(({ name }) => name),
      };
    }, played!);
    // On a busy machine the page has played for a while before this process knows of it.
    const before = arrived.filter(({ url }) => !late.includes(url));
    const scripts = arrivals.filter((arrival) => arrival < played!);
    const bytes = before.reduce((sum, file) => sum + file.bytes, 0);
    return { painted, named: named!, renderer, scripts, played: played!, bytes, files: before };
  } finally {
    await context.close();
  }
}
