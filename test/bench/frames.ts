/** What a frame of the page costs the processor with many ships in sight. */
import { startBrowser } from "../support/browser.ts";
import { type Costs, profileFrames, startCrowd } from "../support/frameProfile.ts";

/** Ships in sight. The small number shows the fixed cost of a frame. */
const CROWDS = [150, 15];
const SECONDS = 10;
const SLOWDOWN = 4;

export async function measureFrames(): Promise<void> {
  const browser = await startBrowser();
  try {
    console.log(`Scripts of the page, ms of processor time at a ${SLOWDOWN}th of this machine's speed:`);
    console.log("  ships             p50    p95    p99");
    for (const ships of CROWDS) {
      const server = await startCrowd(ships);
      try {
        const measured = await profileFrames(browser, server.url, ships, SECONDS, SLOWDOWN);
        console.log(line(`${ships}`.padStart(7), "frame", measured.frame));
        console.log(line("", "patch", measured.patch));
        console.log(
          `         ${measured.allocated.toFixed(0)} kB allocated a frame, collected in ${measured.collection.toFixed(2)} ms; ${measured.drawCalls} draw calls`,
        );
      } finally {
        await server.stop();
      }
    }
  } finally {
    await browser.close();
  }
}

const line = (ships: string, what: string, { p50, p95, p99, count }: Costs): string =>
  `${ships.padEnd(8)} ${what}  ${[p50, p95, p99].map((ms) => ms.toFixed(1).padStart(6)).join(" ")}   (${count})`;
