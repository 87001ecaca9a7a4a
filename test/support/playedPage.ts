/** What tests see and do on a page that plays Skirmish. */
import type { Page } from "playwright-core";
import { SEAT } from "../../shared/limits.ts";
import { until } from "./until.ts";

export interface Seen {
  x: number;
  y: number;
  name: string;
}
/** @returns key of the page's own ship; empty before the join */
export const keyOn = (page: Page) => page.evaluate(() => window.__skirmish.session?.key ?? "");
/** @returns a living ship as a page draws it */
export const drawnOn = (page: Page, of: string): Promise<Seen | undefined> =>
  page.evaluate((of) => {
    for (const ship of window.__skirmish.session?.entities() ?? [])
      if (ship.key === of && ship.alive) return { x: ship.x, y: ship.y, name: ship.name };
    return undefined;
  }, of);
/** @returns the number of a ship's bolts in the page's state */
export const boltsOn = (page: Page, of: string): Promise<number> =>
  page.evaluate((of) => {
    const { state } = window.__skirmish.session!;
    const id = state.ships.get(of)?.id;
    return [...state.bolts.values()].filter((bolt) => bolt.owner === id).length;
  }, of);

/** Flies a page's ship towards the middle of the arena, by keyboard. */
export async function flyInwards(page: Page): Promise<void> {
  const at = await page.evaluate(() => {
    const { map } = window.__skirmish.session!.game;
    const own = window.__skirmish.session!.own()!;
    return { dx: map.size / 2 - own.x, dy: map.size / 2 - own.y };
  });
  for (const [key, wanted] of [
    ["KeyD", at.dx > 60],
    ["KeyA", at.dx < -60],
    ["KeyS", at.dy > 60],
    ["KeyW", at.dy < -60],
  ] as const)
    await page.keyboard[wanted ? "down" : "up"](key);
}

/** Ticks in which a page that draws a few frames a second sends enough inputs for its player to have played. */
export const PLAYED = 1.5 * SEAT.played;

/**
 * Resolves once the page's player counts as one that has played: the seat of any other is kept for a short time
 * only (SE7), too short for a slow machine.
 */
export async function hasPlayed(page: Page): Promise<void> {
  const tick = () => page.evaluate(() => window.__skirmish.session?.state.tick ?? 0);
  const began = await tick();
  await until(async () => (await tick()) > began + PLAYED, "the player to have played");
}
