/** The phases after the fight: turns of the ship, stalls of the link, cuts. */
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { between, type Random } from "../../shared/maths/random.ts";
import type { Places } from "../support/drawnPlaces.ts";
import { largestJump, settleTime } from "./figures.ts";
import type { LinkedPlayer } from "./linkedPlayer.ts";
import type { Player } from "./player.ts";

/** ms each */
const STALL = 500;
const CUT = 3000;
/** A player that is not back within this time will not return, ms. */
const GIVE_UP = 10_000;

/** Turns the ship repeatedly. @returns ms from each change of the input to the first change on the screen */
export async function turn(player: Player, dice: Random): Promise<number[]> {
  const times: number[] = [];
  const angle = () => (player.session.own()?.alive ? player.session.own()?.angle : undefined);
  let aim = 0;
  player.hand = (input) => {
    input.moveX = input.moveY = input.buttons = 0;
    input.aim = aim;
  };
  for (let i = 0; i < 8; i++) {
    await wait(between(dice, 700, 900));
    const still = angle();
    const changed = performance.now();
    aim = (aim + 0x4000) & 0xffff;
    if (still === undefined) continue;
    const end = changed + 500;
    while (angle() === still && performance.now() < end) await wait(1);
    if (angle() !== undefined) times.push(performance.now() - changed);
  }
  return times;
}

/** Stalls a player's link for half a second, repeatedly. @returns ms until its inputs were no longer late */
export async function stall(
  player: LinkedPlayer,
  times: number,
  index: number,
  usual: number,
): Promise<number[]> {
  const settled: number[] = [];
  player.hand = player.fight;
  await wait(300 * index);
  for (let i = 0; i < times; i++) {
    await wait(2500);
    player.cutScreen();
    player.link.goSilent();
    await wait(STALL);
    player.link.mend();
    const mended = performance.now();
    await wait(4000);
    settled.push(settleTime(player.cutScreen().pending, mended, usual));
  }
  return settled;
}

interface Cut {
  /** From the link's return to the first state. */
  ms: number;
  /** Ticks between which it happened, and the own ship on the screen in that time. */
  from: number;
  to: number;
  own: number[];
}

/** Cuts a player off for three seconds, repeatedly. */
export async function cut(player: LinkedPlayer, times: number, index: number): Promise<Cut[]> {
  const cuts: Cut[] = [];
  const { session, link } = player;
  await wait(400 * index);
  for (let i = 0; i < times; i++) {
    await wait(2000);
    player.cutScreen();
    const from = session.state.tick;
    link.goSilent();
    await wait(CUT);
    const { patches } = session.stats;
    link.mend();
    const mended = performance.now();
    const isBack = () => session.link.state === "playing" && session.stats.patches > patches;
    while (!isBack() && performance.now() - mended < GIVE_UP) await wait(2);
    const ms = performance.now() - mended;
    await wait(2000);
    cuts.push({ ms, from, to: session.state.tick, own: player.cutScreen().own });
  }
  return cuts;
}

/** Only of cuts in which the ship survived: a destroyed ship respawns elsewhere. */
export const jumpsOf = (cuts: Cut[], id: number, places: Places): number[] =>
  cuts.flatMap(({ from, to, own }) => {
    for (let tick = from; tick < to; tick++) if (places.place(id, tick) === undefined) return [];
    return [largestJump(own)];
  });
