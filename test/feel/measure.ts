/** Runs all phases over one link profile, and computes the figures. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { pulse } from "../../client/bots/pulse.ts";
import { type Spread, spread } from "../../client/bots/spread.ts";
import { seeded } from "../../shared/maths/random.ts";
import { Places, remoteFigures } from "../support/drawnPlaces.ts";
import { Channel } from "../support/processChannel.ts";
import { correctionFigures, hitFigures } from "./figures.ts";
import { LinkedPlayer } from "./linkedPlayer.ts";
import { cut, jumpsOf, stall, turn } from "./phases.ts";
import type { Truth } from "./roomRecord.ts";

export interface Plan {
  players: number;
  /** Ships in the arena, bots included. */
  ships: number;
  /** Length of the recorded fight, s. */
  seconds: number;
  /** Stalls and cuts of each player. */
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
  /** Largest jump of the own ship on the screen during and after a cut, units. */
  jumps: Spread;
  bytesDown: number;
  inSight: number;
  /** Lateness of timers in this process, ms: a busy machine distorts the figures. */
  lateMs: Spread;
}

/** Drawn frames a second. */
const FRAMES = 60;
const FRAME_MS = 1000 / FRAMES;
const SETTLE = 4000;

/** @param threads I/O threads of the server */
export async function measure(
  profile: LinkProfile,
  plan: Plan,
  threads: number,
  tell: (what: string) => void,
): Promise<Feel> {
  const server = startServer(plan.ships, threads);
  const players: LinkedPlayer[] = [];
  const late: number[] = [];
  const stop = pulse(FRAME_MS, (now) => {
    for (const player of players) player.frame(now);
    late.push(performance.now() - now);
  });
  try {
    const { port } = await server.receive<{ port: number }>();
    const url = `http://127.0.0.1:${port}`;
    tell("joining");
    const joins: number[] = [];
    for (let i = 0; i < plan.players; i++) {
      // All in one room: the record is that of one room.
      const at = players[0]?.session.roomId;
      const player = await LinkedPlayer.join(url, "feel", profile, i + 1, at);
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

function startServer(ships: number, threads: number): Channel {
  const args = [join(import.meta.dirname, "server.ts"), String(ships), String(threads)];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return new Channel(child);
}
