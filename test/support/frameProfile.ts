/**
 * What the scripts of a page cost in a match: processor time of each frame and of each patch, and the memory that they allocate. Time that
 * the emulated graphics card takes does not count, nor does time in which other processes had the core.
 */
import type { Browser, CDPSession, Page } from "playwright-core";
import { type RunningServer, startServer } from "./server.ts";
import { until } from "./until.ts";

/** Of processor time, ms. */
export interface Costs {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface FrameProfile {
  readonly ships: number;
  /** All animation frame callbacks of a frame. */
  readonly frame: Costs;
  /** Their mean number. */
  readonly callbacks: number;
  /** Decoding a patch or message, and taking it up. */
  readonly patch: Costs;
  /** Garbage collection, ms of processor time a frame. */
  readonly collection: number;
  /** kB that scripts allocate in a frame, and in a frame or a patch on average. */
  readonly allocated: number;
  readonly allocatedEach: number;
  /** Most draw calls in a frame. */
  readonly drawCalls: number;
}

declare global {
  interface Window {
    /** Of WebGL, so far. */
    drawCalls: number;
  }
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** µs: start, and processor time of the thread. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly type?: string } };
}

/** Device pixels a CSS pixel: without a graphics card, drawing must not take longer than the scripts. */
const COARSE = 0.1;
/** Frames of a second of a measurement at least: on a busy machine it takes longer. */
const FRAMES = 30;
/** The same while the processor is slowed down. */
const FEWEST = 5;
/** Callbacks whose begins are this near to each other belong to a frame, µs. */
const SAME_FRAME = 1000;

/** @returns a server whose arenas are so full that a player sees this number of ships */
export const startCrowd = (ships: number): Promise<RunningServer> =>
  startServer({ CROWD: String(ships) }, "test/support/crowdedServer.ts");

/**
 * @param slowdown of the processor: 4 for one of a quarter of the speed
 * @param seconds of each of the two measurements at least: time, memory
 */
export async function profileFrames(
  browser: Browser,
  url: string,
  ships: number,
  seconds: number,
  slowdown: number,
): Promise<FrameProfile> {
  const context = await browser.newContext({ viewport: { width: 640, height: 360 } });
  try {
    const page = await context.newPage();
    // The highest level of graphics, however slow this machine is.
    await page.addInitScript((ratio) => {
      Object.defineProperty(window, "devicePixelRatio", { get: () => ratio });
      localStorage.setItem("skirmish.settings", JSON.stringify({ version: 2, graphics: "high" }));
      window.drawCalls = 0;
      // The emulated graphics card draws nothing: on a machine with few cores its work would leave no time for
      // frames.
      const { drawElements, drawArrays, getExtension } = WebGLRenderingContext.prototype;
      Object.assign(WebGLRenderingContext.prototype, {
        drawElements(
          this: WebGLRenderingContext,
          mode: number,
          _count: number,
          type: number,
          offset: number,
        ) {
          window.drawCalls++;
          drawElements.call(this, mode, 0, type, offset);
        },
        drawArrays(this: WebGLRenderingContext, mode: number, first: number) {
          window.drawCalls++;
          drawArrays.call(this, mode, first, 0);
        },
        getExtension(this: WebGLRenderingContext, name: string) {
          // Its types know each name apart.
          const instanced = getExtension.call(
            this,
            name as never,
          ) as unknown as ANGLE_instanced_arrays | null;
          if (name !== "ANGLE_instanced_arrays" || instanced === null) return instanced;
          if (Object.hasOwn(instanced, "drawArraysInstancedANGLE")) return instanced;
          const draw = instanced.drawArraysInstancedANGLE;
          instanced.drawArraysInstancedANGLE = (mode, first, count) => {
            window.drawCalls++;
            draw.call(instanced, mode, first, count, 0);
          };
          return instanced;
        },
      });
    }, COARSE);
    await page.goto(`${url}/?name=Ada&join`);
    await until(
      () => page.evaluate((least) => (window.__skirmish?.session?.state?.ships?.size ?? 0) >= least, ships),
      `${ships} ships in sight`,
    );
    const devtools = await context.newCDPSession(page);
    await drawn(page, seconds * FRAMES);
    const allocation = await allocationOf(devtools, page, seconds);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await browser.startTracing(page, { categories: ["devtools.timeline", "v8"] });
    // Counted without a callback: each one would cost time, and be counted.
    const end = (await page.evaluate(() => window.drawCalls)) + seconds * FEWEST * allocation.drawCalls;
    await page.waitForTimeout(seconds * 1000);
    await until(() => page.evaluate((end) => window.drawCalls >= end, end), "frames with a slow processor");
    const trace = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
    return { ships, ...costsIn(trace.traceEvents), ...allocation };
  } finally {
    await context.close();
  }
}

/**
 * Waits until scripts are compiled, as after a minute of play. They are once they have run often enough,
 * however long that takes: before, they allocate each number that they compute.
 */
const drawn = (page: Page, frames: number): Promise<void> =>
  page.evaluate(
    (frames) =>
      new Promise((resolve) => {
        let left = frames;
        requestAnimationFrame(function count() {
          if (left-- > 0) requestAnimationFrame(count);
          else resolve();
        });
      }),
    frames,
  );

async function allocationOf(
  devtools: CDPSession,
  page: Page,
  seconds: number,
): Promise<Pick<FrameProfile, "allocated" | "allocatedEach" | "drawCalls">> {
  await devtools.send("HeapProfiler.startSampling", {
    samplingInterval: 4096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const counted = await page.evaluate(
    (ms) =>
      new Promise<{ frames: number; patches: number; drawCalls: number }>((resolve) => {
        const { stats } = window.__skirmish.session!;
        let [frames, most, before] = [0, 0, window.drawCalls];
        const end = performance.now() + ms;
        requestAnimationFrame(function count() {
          frames++;
          most = Math.max(most, window.drawCalls - before);
          before = window.drawCalls;
          if (performance.now() < end) requestAnimationFrame(count);
          else {
            const patches = window.__skirmish.session!.stats.patches - stats.patches;
            resolve({ frames, patches, drawCalls: most });
          }
        });
      }),
    seconds * 1000,
  );
  const { profile } = await devtools.send("HeapProfiler.stopSampling");
  const sum = (node: typeof profile.head): number =>
    node.selfSize + node.children.reduce((all, child) => all + sum(child), 0);
  const { frames, patches, drawCalls } = counted;
  const all = sum(profile.head) / 1000;
  return { allocated: all / frames, allocatedEach: all / (frames + patches), drawCalls };
}

function costsIn(
  events: readonly TraceEvent[],
): Pick<FrameProfile, "frame" | "callbacks" | "patch" | "collection"> {
  const all = events.filter(({ ph, tdur }) => ph === "X" && tdur !== undefined).sort((a, b) => a.ts - b.ts);
  const callbacks = all.filter(({ name }) => name === "FireAnimationFrame");
  const frames: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { ts, dur = 0, tdur = 0 } of callbacks) {
    if (ts - end < SAME_FRAME) frames[frames.length - 1]! += tdur;
    else frames.push(tdur);
    end = ts + dur;
  }
  const main = callbacks[0];
  const isInside = ({ ts }: TraceEvent, { ts: from, dur = 0 }: TraceEvent): boolean =>
    ts >= from && ts < from + dur;
  const patches = all.filter(
    (event) =>
      event.name === "FunctionCall" &&
      event.tid === main?.tid &&
      event.pid === main.pid &&
      !callbacks.some((callback) => isInside(event, callback)),
  );
  const collections = all.filter(
    ({ name, tid }) => tid === main?.tid && (name === "MinorGC" || name === "MajorGC"),
  );
  const time = collections.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  return {
    frame: costsOf(frames),
    callbacks: callbacks.length / frames.length,
    patch: costsOf(patches.map(({ tdur = 0 }) => tdur)),
    collection: time / 1000 / frames.length,
  };
}

/** @param times µs */
function costsOf(times: number[]): Costs {
  times.sort((a, b) => a - b);
  const at = (share: number): number => (times[Math.floor(times.length * share)] ?? Number.NaN) / 1000;
  return { count: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
