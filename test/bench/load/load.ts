/** The load process of the benchmark: joins with light clients, flies them, counts. */
import { Agent } from "node:http";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Identities } from "../../../server/net/identity.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import { answerParent, sendToParent } from "../../support/processChannel.ts";
import { BENCH_SECRET, type CrowdFigures, type LoadFigures } from "../figures.ts";
import { type JoinTimes, LightClient } from "./lightClient.ts";

const [port, count, late = 0] = process.argv.slice(2).map(Number) as [number, number, number?];
/** Number of concurrent joins. */
const DOORS = 32;
/** Clients send in this number of groups, spread over a tick like real ones. */
const GROUPS = 8;
const RESOLUTION = 2;

const clients: LightClient[] = [];
const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
let atBegin: { at: number; cpu: NodeJS.CpuUsage; patches: number[]; bytes: number; patchBytes: number };

const total = (key: "bytes" | "patchBytes") => clients.reduce((sum, { reader }) => sum + reader[key], 0);

/** @param tokens identities of the first players, in order @returns joins a second */
async function bringIn(more: number, tokens: readonly string[] = []): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: DOORS });
  const started = performance.now();
  const before = clients.length;
  let next = 0;
  const door = async (): Promise<void> => {
    while (next < more) {
      const token = tokens[next++];
      clients.push(await LightClient.join(port, agent, before + next, token));
    }
  };
  await Promise.all(Array.from({ length: DOORS }, door));
  agent.destroy();
  return more / ((performance.now() - started) / 1000);
}

/** Each tick is scheduled from the start, so that inputs keep their rate. */
function fly(): void {
  const started = performance.now();
  let beat = 0;
  const send = (): void => {
    const due = Math.floor(((performance.now() - started) * GROUPS) / TICK_MS);
    for (; beat < due; beat++)
      for (let at = beat % GROUPS; at < clients.length; at += GROUPS) clients[at]!.sendInput();
    setTimeout(send, 1);
  };
  send();
}

function begin(): void {
  loop.reset();
  loop.enable();
  atBegin = {
    at: performance.now(),
    cpu: process.cpuUsage(),
    patches: clients.map(({ reader }) => reader.patches),
    bytes: total("bytes"),
    patchBytes: total("patchBytes"),
  };
}

function end(): Omit<LoadFigures, "joinRate"> {
  const { at, cpu, patches, bytes, patchBytes } = atBegin;
  const seconds = (performance.now() - at) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const rates = clients.map(({ reader }, i) => (reader.patches - patches[i]!) / seconds);
  const frames = rates.reduce((sum, rate) => sum + rate * seconds, 0);
  rates.sort((a, b) => a - b);
  return {
    patchesMin: rates[0]!,
    patchesP50: rates[Math.floor(rates.length / 2)]!,
    bytes: (total("bytes") - bytes) / seconds / clients.length,
    patchBytes: (total("patchBytes") - patchBytes) / frames,
    lost: clients.filter(({ lost }) => lost).length,
    cpuShare: (user + system) / 1e6 / seconds,
    loopP99: Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION),
  };
}

/** The crowd that joined last leaves. */
async function leaveLate(): Promise<void> {
  await Promise.all(clients.splice(count).map((client) => client.leave()));
}

/** A crowd joins while others play. */
async function joinLate(): Promise<CrowdFigures> {
  const before = clients.length;
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const joinRate = await bringIn(late, tokens);
  const { user, system } = process.cpuUsage(cpu);
  const times = clients.slice(before).map((client) => client.times);
  const middle = (of: (one: JoinTimes) => number): number =>
    times.map(of).sort((a, b) => a - b)[times.length >> 1] ?? 0;
  return {
    joinRate,
    took: middle(({ seat, socket, state }) => seat + socket + state),
    seat: middle(({ seat }) => seat),
    socket: middle(({ socket }) => socket),
    state: middle(({ state }) => state),
    refused: times.reduce((sum, { refused }) => sum + refused, 0),
    cpuShare: (user + system) / 1000 / (performance.now() - started),
  };
}

fly();
const joinRate = await bringIn(count);
// Signed in this process: real clients have their identity before they join.
const identities = new Identities([BENCH_SECRET]);
const tokens = Array.from({ length: late }, () => identities.issue().token);
answerParent({ begin, end, join: joinLate, leave: leaveLate });
sendToParent({ joinRate });
