/** The match logs of a server that go to files, one for each of its rooms. */
import type { LogHeader } from "../../shared/log/format.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { LogDisk } from "./logDisk.ts";
import type { SegmentSink } from "./segmentSink.ts";

export class MatchLogs {
  readonly folder: string;
  readonly #disk: LogDisk;

  /** @param folder of the files; it is created with the first one */
  constructor(folder: string, telemetry: Pick<Telemetry, "log" | "metrics">) {
    this.folder = folder;
    this.#disk = new LogDisk(folder, telemetry);
  }

  /** @returns the sink for the segments of a match */
  open(header: LogHeader): SegmentSink {
    return this.#disk.open(header);
  }

  /**
   * Waits until everything recorded is written. Must be called when the process stops.
   * @returns false when the disk hangs
   */
  end(): Promise<boolean> {
    return this.#disk.end();
  }
}
