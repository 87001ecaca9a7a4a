/** A CPU profile of the thread that runs a server, for `npm run bench -- --profiles DIR`. */
import { writeFileSync } from "node:fs";
import type { Profiler as Inspected } from "node:inspector";
import { Session } from "node:inspector/promises";
import { basename } from "node:path";

/** Between two samples, µs. */
const INTERVAL = 200;
/** Functions that are listed. */
const LONGEST = 40;
/** The time in which the thread had nothing to do. */
const IDLE = "(idle)";

export class Profiler {
  readonly #file: string;
  readonly #session = new Session();

  constructor(file: string) {
    this.#file = file;
    this.#session.connect();
  }

  async start(): Promise<void> {
    await this.#session.post("Profiler.enable");
    await this.#session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
    await this.#session.post("Profiler.start");
  }

  /** Writes the profile, and a list of its longest functions. */
  async stop(): Promise<void> {
    const { profile } = await this.#session.post("Profiler.stop");
    writeFileSync(this.#file, JSON.stringify(profile));
    writeFileSync(this.#file.replace(/cpuprofile$/, "txt"), `${selfTimes(profile).join("\n")}\n`);
  }
}

/** @returns lines with the share of each function in the time that was not idle, its callees left out */
export function selfTimes({ nodes, samples, timeDeltas }: Inspected.Profile): string[] {
  const names = new Map<number, string>();
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const at = url === "" ? "" : ` ${basename(url)}:${lineNumber + 1}`;
    names.set(id, `${functionName || "(anonymous)"}${at}`);
  }
  const spent = new Map<string, number>();
  let busy = 0;
  for (const [i, id] of (samples ?? []).entries()) {
    const name = names.get(id)!;
    if (name === IDLE) continue;
    busy += timeDeltas![i]!;
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas![i]!);
  }
  return [...spent]
    .sort((a, b) => b[1] - a[1])
    .slice(0, LONGEST)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`);
}
