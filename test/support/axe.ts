/** axe-core: finds what a screen reader, a keyboard or weak eyes cannot use. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { until } from "./until.ts";

declare const axe: { run(): Promise<AxeResults> };

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A picture without a GPU takes the whole machine: it stops here. */
export const stopFrames = (page: Page) =>
  page.evaluate(() => {
    const { requestAnimationFrame: request } = window;
    const waiting: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (callback) => -waiting.push(callback);
    Object.assign(window, {
      resumeFrames: () => {
        window.requestAnimationFrame = request;
        for (const callback of waiting.splice(0)) request(callback);
      },
    });
  });

export const resumeFrames = (page: Page) =>
  page.evaluate(() => (window as unknown as { resumeFrames(): void }).resumeFrames());

/**
 * @returns what axe finds serious or critical, one line for each element; call it while no frames are drawn
 */
export async function axeFaults(page: Page, what: string): Promise<string[]> {
  // What has not faded in yet has no contrast; an animation without an end may run.
  const isStill = () =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== "running" || effect!.getComputedTiming().endTime === Infinity,
      );
  await until(() => page.evaluate(isStill), `${what} to stand still`);
  await page.evaluate(`${AXE};0`);
  const { violations } = await page.evaluate(() => axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${what}: ${id} ${target}: ${failureSummary}`),
    );
}

/** As `axeFaults`, in a page that goes on afterwards. */
export async function faultsIn(page: Page, what: string): Promise<string[]> {
  await stopFrames(page);
  const faults = await axeFaults(page, what);
  await resumeFrames(page);
  return faults;
}
