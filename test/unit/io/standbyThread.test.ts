/**
 * When a standby I/O thread is started, given up and replaced; and that one which fails to start leaves
 * nothing behind.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { IoLink } from "../../../server/io/ioLink.ts";
import { type StandbyLink, StandbyThread } from "../../../server/io/standbyThread.ts";
import { until } from "../../support/until.ts";

const EVERY = 50;
const SECOND = 1000 / EVERY;
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

interface Thread extends StandbyLink {
  isReady: boolean;
  beat: number;
  /** It counts beats by itself. */
  turns: boolean;
}

let threads: Thread[];
let lost: [why: string, pause: number][];
let standby: StandbyThread<Thread>;
/** Whether new threads end at the first check. */
let failsAtOnce: boolean;
beforeEach(() => {
  threads = [];
  lost = [];
  failsAtOnce = false;
  standby = new StandbyThread<Thread>({
    start() {
      const thread: Thread = {
        ...{ isReady: false, beat: 0, turns: true, cpuTurns: undefined },
        end: (why) => void standby.lost(thread, why),
      };
      threads.push(thread);
      return thread;
    },
    onLost: (why, pause) => lost.push([(why as Error).message, pause]),
    every: EVERY,
    starting: 10_000,
  });
});

function check(checks: number, mayStart = true): void {
  for (let i = 0; i < checks; i++) {
    const before = threads.length;
    for (const thread of threads) if (thread.turns) thread.beat++;
    standby.check(mayStart);
    if (failsAtOnce && threads.length > before) threads.at(-1)!.end(new Error("no memory"));
  }
}

it("[IO3] is started after a second in which no other thread starts, and replaced after it was used", () => {
  check(10 * SECOND, false);
  expect(threads).toHaveLength(0);
  check(SECOND);
  expect([threads.length, standby.take()]).toEqual([1, undefined]);
  threads[0]!.isReady = true;
  expect(standby.take()).toBe(threads[0]);
  check(SECOND);
  expect([threads.length, lost]).toEqual([2, []]);
});

it("[IO3] one that fails to start is reported each time, with growing pauses up to a minute", () => {
  failsAtOnce = true;
  check(300 * SECOND);
  expect(lost.map(([, pause]) => pause / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  expect(lost[0]![0]).toBe("no memory");
  failsAtOnce = false;
  for (const { length } = threads; threads.length === length; ) check(1);
  threads.at(-1)!.isReady = true;
  standby.take();
  check(SECOND);
  threads.at(-1)!.end(new Error("it ends"));
  expect(lost.at(-1)).toEqual(["it ends", 1000]);
});

it("[IO3] one that never gets ready, or hangs while it stands by, is replaced", () => {
  check(SECOND);
  check(9 * SECOND);
  expect(lost).toEqual([]);
  check(2 * SECOND);
  expect(lost).toEqual([["it has not started within 10 s", 1000]]);
  check(2 * SECOND);
  expect(threads).toHaveLength(2);
  threads[1]!.isReady = true;
  check(60 * SECOND);
  threads[1]!.turns = false;
  // Also while another thread starts.
  check(2 * SECOND, false);
  expect(lost.at(-1)).toEqual(["its event loop stands still", 1000]);
  check(SECOND);
  expect(threads).toHaveLength(3);
});

it("[IO3] a thread that ends before it has connected leaves no listening socket behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "standby-"));
  ended.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "1");
  const link = new IoLink(path, 1, { faulted() {}, ended() {} });
  expect(existsSync(path)).toBe(true);
  link.end(new Error("it fails"));
  await until(() => !existsSync(path), "the socket to be closed");
});
