/**
 * How a process ends, on simulated ports: the order in which it closes its parts, and what can be cancelled.
 */
import { expect, it } from "vitest";
import type { App } from "../../server/app.ts";
import type { Entry } from "../../server/entry.ts";
import { Stopping } from "../../server/stopping.ts";
import { silentTelemetry } from "../support/telemetry.ts";
import { until } from "../support/until.ts";

/** A process with a room that no other process takes while `stuck`. */
function process() {
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  const room = { handOver: async () => false };
  const state = { stuck: true };
  const localRooms = {
    get size() {
      return state.stuck ? 1 : 0;
    },
    players: 1,
    *[Symbol.iterator]() {
      if (state.stuck) yield room;
    },
  };
  const target = {
    id: "heir",
    state: "ready",
    started: 1,
    headroom: 1,
    rooms: 0,
    players: 0,
    capacity: 9,
    keepsUp: true,
  };
  const app = {
    server: { gracefullyShutdown: note("shut down") },
    cluster: {
      ...{ cordon: note("cordon"), uncordon: note("uncordon"), leave: note("leave") },
      ...{ localRooms, started: 0, peers: () => [target] },
      ...{ mayHavePeers: () => false, answers: async () => true },
    },
    telemetry: silentTelemetry,
    feed: { end: () => done.push("feeds end") },
    ...{ presenceFeed: { end() {} }, partyFeed: { end() {} } },
  } as unknown as App;
  const entry = { open: note("entry opens"), close: () => done.push("entry closes") } as unknown as Entry;
  return { done, state, entry, stopping: new Stopping(app, 30, entry) };
}

it.concurrent("[CL9] the entry is closed and other processes are informed first; monitors go to another process", async () => {
  const { done, state, stopping } = process();
  stopping.stop();
  stopping.stop();
  await until(() => done.length === 3, "the drain to begin");
  expect(done).toEqual(["entry closes", "feeds end", "cordon"]);
  state.stuck = false;
  await until(() => done.includes("shut down"), "the process to end");
  expect(done).toEqual(["entry closes", "feeds end", "cordon", "leave", "feeds end", "shut down"]);
});

it.concurrent("[OP8] an operator's drain can be cancelled, and ordered again", async () => {
  const { done, state, stopping } = process();
  expect(stopping.undrain(), "without a drain").toBe(false);
  stopping.drain();
  await until(() => done.includes("cordon"), "the drain to begin");
  expect(stopping.undrain()).toBe(true);
  await until(() => done.includes("uncordon"), "the drain to be cancelled");
  expect(done).toEqual(["entry closes", "feeds end", "cordon", "entry opens", "uncordon"]);
  expect(stopping.undrain(), "after the drain").toBe(false);
  stopping.drain();
  state.stuck = false;
  await until(() => done.includes("shut down"), "the process to end all the same");
});

it.concurrent("[OP8] a drain can be cancelled even if another program holds the port of the entry by then", async () => {
  const { done, entry, stopping } = process();
  const { open } = entry;
  let refusals = 2;
  entry.open = async () => {
    if (refusals-- > 0) throw new Error("EADDRINUSE");
    await open();
  };
  stopping.drain();
  await until(() => done.includes("cordon"), "the drain to begin");
  expect(stopping.undrain()).toBe(true);
  await until(() => done.includes("uncordon"), "the drain to be cancelled");
  await until(() => done.includes("entry opens"), "the entry to be opened once its port is free");
  expect(done).toEqual(["entry closes", "feeds end", "cordon", "uncordon", "entry opens"]);
});

it.concurrent("[OP8] a signal cannot be cancelled, even if it arrives while an operator's drain is cancelled", async () => {
  for (const takeBackFirst of [false, true]) {
    const { done, state, stopping } = process();
    stopping.drain();
    if (takeBackFirst) expect(stopping.undrain()).toBe(true);
    stopping.stop();
    expect(stopping.undrain(), "no longer possible").toBe(false);
    await until(() => done.includes("cordon"), "the drain to begin");
    state.stuck = false;
    await until(() => done.includes("shut down"), "the process to end");
    expect(done).not.toContain("uncordon");
  }
});
