/**
 * The contents of each heartbeat: the record of this process, its players, and its rooms with their listings.
 */
import { readFileSync } from "node:fs";
import type { MatchMaker } from "../framework/framework.ts";
import type { Admission } from "../net/admission.ts";
import { LoadMeter } from "../ops/load.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { ProcessAddress } from "./ledger.ts";
import type { OwnListings, Stray } from "./listings.ts";
import type { LocalRooms } from "./localRooms.ts";
import type { Migrations } from "./migrations.ts";
import type { ProcessRecord, ProcessState, Self } from "./registry.ts";
import type { Roster } from "./roster.ts";

/** As in package.json. */
export const PACKAGE_VERSION: string = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
).version;

export interface SelfReportOptions {
  matchMaker: MatchMaker;
  telemetry: Telemetry;
  admission: Admission;
  migrations: Migrations;
  localRooms: LocalRooms;
  people: Roster;
  /** Absent: no other process reads them. */
  listings: OwnListings | undefined;
  /** See MAX_CLIENTS_PER_PROCESS. */
  capacity: number;
  /** See `ProcessRecord`. */
  secrets: readonly string[];
  /** ms since 1970. */
  started: number;
  address(): ProcessAddress;
  state(): ProcessState;
  /** Why no client is sent here; undefined: nothing is wrong. */
  fault(): string | undefined;
}

export class SelfReport implements Self {
  readonly meter: LoadMeter;
  readonly #of: SelfReportOptions;

  constructor(options: SelfReportOptions) {
    this.#of = options;
    const { capacity, localRooms, telemetry } = options;
    this.meter = new LoadMeter(
      telemetry,
      () => localRooms.players,
      capacity,
      (seconds) => {
        for (const counter of telemetry.counters) counter.measure(seconds);
      },
    );
  }

  record(): ProcessRecord {
    const { address, admission, capacity, localRooms, matchMaker, migrations, secrets, started, telemetry } =
      this.#of;
    const fault = this.#of.fault();
    return {
      ...(fault !== undefined && { fault }),
      ...address(),
      pid: process.pid,
      state: this.#of.state(),
      headroom: this.meter.headroom,
      tickP99: telemetry.stepTimes.percentile(0.99),
      loopLag: this.meter.loopLag,
      rooms: localRooms.size,
      players: localRooms.players,
      keepsUp: admission.overloaded.size === 0,
      capacity,
      kinds: Object.keys(matchMaker.getAllHandlers()),
      moved: migrations.counted,
      memory: this.meter.resident,
      version: PACKAGE_VERSION,
      started,
      secrets,
    };
  }

  roster(): string {
    return JSON.stringify(this.#of.people.here(this.#of.matchMaker.processId));
  }

  figures(): string {
    return JSON.stringify(this.#of.localRooms.figures());
  }

  listings(): [string, string][] {
    return this.#of.listings?.published() ?? [];
  }

  async retire(strays: readonly Stray[]): Promise<string[]> {
    return (await this.#of.listings?.retire(this.#of.matchMaker.processId, strays)) ?? [];
  }
}
