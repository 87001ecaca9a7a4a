/** Plays one link profile through, phase by phase, and puts its figures together. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { pulse } from "../../client/bots/pulse.ts";
import { type Spread, spread } from "../../client/bots/spread.ts";
import { between, type Random, seeded } from "../../shared/sim/random.ts";
import { Channel } from "../bench/channel.ts";
import { correctionFigures, hitFigures, largestJump, remoteFigures, settleTime } from "./figures.ts";
import { LinkedPlayer } from "./linkedPlayer.ts";
import type { Player } from "./player.ts";
import { Places, type Truth } from "./truth.ts";

export interface Plan {
  players: number;
  /** Ships in the arena, pilots included. */
  ships: number;
  /** Length of the fight that is recorded, s. */
  seconds: number;
  /** Stalls and cuts each player goes through. */
  stalls: number;
  cuts: number;
}

export interface Feel {
  joinMs: Spread;
  /** Of the link alone, both ways, ms. */
  roundTripMs: number;
  ownMotionMs: Spread;
  /** Per patch, of all and of those without contact; and of corrections that moved the ship. Units. */
  corrections: Spread;
  alone: Spread;
  corrected: Spread;
  aloneAMinute: number;
  pending: Spread;
  settleMs: Spread;
  remoteError: Spread;
  ageMs: Spread;
  heldShare: number;
  met: number;
  agreement: number;
  why: { refused: number; other: number; flewOn: number };
  rewindTicks: Spread;
  backMs: Spread;
  /** Largest jump of the own ship on the screen in a cut and after it, units. */
  jumps: Spread;
  bytesDown: number;
  inSight: number;
  /** How late this process was, ms: a busy machine spoils the figures. */
  lateMs: Spread;
}

/** Drawn frames a second. */
const FRAMES = 60;
const FRAME_MS = 1000 / FRAMES;
const SETTLE = 4000;
const STALL = 500;
const CUT = 3000;
/** A player that is not back by then does not come back. ms */
const GIVE_UP = 10_000;

export async function measure(profile: LinkProfile, plan: Plan, tell: (what: string) => void): Promise<Feel> {
  const server = startServer(plan.ships);
  const players: LinkedPlayer[] = [];
  const late: number[] = [];
  const stop = pulse(FRAME_MS, (now) => {
    for (const player of players) player.frame(now);
    late.push(performance.now() - now);
  });
  try {
    const { port } = await server.hear<{ port: number }>();
    const url = `http://127.0.0.1:${port}`;
    tell("joining");
    const joins: number[] = [];
    for (let i = 0; i < plan.players; i++) {
      const player = await LinkedPlayer.join(url, "feel", profile, i + 1);
      joins.push(player.joinMs);
      player.hand = player.fight;
      players.push(player);
    }
    tell("fighting");
    await wait(SETTLE);
    for (const player of players) player.cutScreen();
    const bytes = () => players.reduce((sum, { link }) => sum + link.down.bytes, 0);
    const [from, began] = [bytes(), performance.now()];
    await wait(plan.seconds * 1000);
    const bytesDown = (bytes() - from) / ((performance.now() - began) / 1000) / players.length;
    const screens = players.map((player) => ({ id: player.id, screen: player.cutScreen() }));
    tell("turning");
    const ownMotion = await Promise.all(players.map((player, i) => turn(player, seeded(i))));
    tell("stalling");
    const usual = spread(screens.flatMap(({ screen }) => screen.pending.filter((_, i) => i % 2 === 1)));
    const settles = await Promise.all(players.map((player, i) => stall(player, plan.stalls, i, usual.p50)));
    tell("cutting");
    const backs = await Promise.all(players.map((player, i) => cut(player, plan.cuts, i)));
    const truth = await server.ask<Truth>("truth");
    const places = new Places(truth);
    const remote = screens.map(({ screen }) => remoteFigures(screen, truth, places));
    const corrections = screens.map(({ id, screen }) => correctionFigures(screen, id, places));
    const hits = screens.map(({ id, screen }) => hitFigures(screen, id, truth));
    const sum = <One>(all: One[], of: (one: One) => number) => all.reduce((total, one) => total + of(one), 0);
    const why = (name: "refused" | "other" | "flewOn") => sum(hits, (one) => one.why[name]);
    return {
      joinMs: spread(joins),
      roundTripMs: 2 * profile.delayMs,
      ownMotionMs: spread(ownMotion.flat()),
      corrections: spread(corrections.flatMap(({ all }) => all)),
      alone: spread(corrections.flatMap(({ alone, still }) => [...alone, ...new Array(still).fill(0)])),
      corrected: spread(corrections.flatMap(({ moved }) => moved)),
      aloneAMinute:
        sum(corrections, ({ alone }) => alone.length) / sum(corrections, ({ minutes }) => minutes),
      pending: usual,
      settleMs: spread(settles.flat()),
      remoteError: spread(remote.flatMap(({ errors }) => errors)),
      ageMs: spread(remote.flatMap(({ ages }) => ages)),
      heldShare:
        sum(remote, ({ held }) => held) /
        Math.max(
          1,
          sum(remote, ({ moving }) => moving),
        ),
      met: sum(hits, ({ met }) => met),
      agreement:
        sum(hits, ({ confirmed }) => confirmed) /
        Math.max(
          1,
          sum(hits, ({ met }) => met),
        ),
      why: { refused: why("refused"), other: why("other"), flewOn: why("flewOn") },
      rewindTicks: spread(hits.flatMap(({ depths }) => depths)),
      backMs: spread(backs.flat().map(({ ms }) => ms)),
      jumps: spread(backs.flatMap((cuts, i) => jumpsOf(cuts, players[i]!.id, places))),
      bytesDown,
      inSight: spread(screens.flatMap(({ screen }) => screen.inSight)).p50,
      lateMs: spread(late),
    };
  } finally {
    stop();
    await Promise.all(players.map((player) => player.leave()));
    await server.stop();
  }
}

function startServer(ships: number): Channel {
  const child = spawn(process.execPath, [join(import.meta.dirname, "server.ts"), String(ships)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return new Channel(child);
}

/** Turns the nose, again and again. @returns ms from each change of the input to the first change on the screen */
async function turn(player: Player, dice: Random): Promise<number[]> {
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

/** Lets a player's link hang for half a second, again and again. @returns ms until its inputs were no longer late */
async function stall(player: LinkedPlayer, times: number, index: number, usual: number): Promise<number[]> {
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
    // One more than the median is what it is half of the time anyway.
    settled.push(settleTime(player.cutScreen().pending, mended, usual));
  }
  return settled;
}

interface Cut {
  /** From the link's return to the first state. */
  ms: number;
  /** Ticks between which it happened, and the own ship on the screen meanwhile. */
  from: number;
  to: number;
  own: number[];
}

/** Cuts a player off for three seconds, again and again. */
async function cut(player: LinkedPlayer, times: number, index: number): Promise<Cut[]> {
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

/** Of cuts that the ship survived: one that was destroyed comes back elsewhere, and rightly so. */
const jumpsOf = (cuts: Cut[], id: number, places: Places): number[] =>
  cuts.flatMap(({ from, to, own }) => {
    for (let tick = from; tick < to; tick++) if (places.place(id, tick) === undefined) return [];
    return [largestJump(own)];
  });
