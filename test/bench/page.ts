/** How the page of a first visit loads over a phone's line. */
import { startBrowser } from "../support/browser.ts";
import { loadPage, type PageLoad, PHONE } from "../support/pageLoad.ts";
import { startServer } from "../support/server.ts";

const TIMES = 5;

export async function measurePage(): Promise<void> {
  const server = await startServer();
  const browser = await startBrowser();
  try {
    const loads: PageLoad[] = [];
    for (let i = 0; i < TIMES; i++) loads.push(await loadPage(browser, `${server.url}/`));
    const middle = (of: (load: PageLoad) => number): number =>
      loads.map(of).sort((a, b) => a - b)[TIMES >> 1]!;
    const seconds = (of: (load: PageLoad) => number): string => `${(middle(of) / 1000).toFixed(1)} s`;
    console.log(`First visit, ${PHONE.down / 1e6} Mbit/s, ${PHONE.roundTrip} ms round trip, middle of ${TIMES}:
  painted        ${seconds(({ painted }) => painted)}
  name usable    ${seconds(({ named }) => named)}
  in play        ${seconds(({ played }) => played)}
  before play    ${Math.round(middle(({ bytes }) => bytes) / 1000)} kB over the wire`);
  } finally {
    await browser.close();
    await server.stop();
  }
}
