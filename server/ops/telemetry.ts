/** Log, metrics, events and load of one server. Created once, and passed to its parts. */
import { BusyRoom } from "./busyRoom.ts";
import { EventLog } from "./events.ts";
import { EntryPace, IoLoad, StepTimes } from "./load.ts";
import { createLog, type Log, type LogOptions } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { RoomCounter } from "./roomFigures.ts";

export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly events: EventLog;
  /** Knows which of its rooms occupies the event loop. */
  readonly busyRoom: BusyRoom;
  /** Durations of the steps of all its rooms. */
  readonly stepTimes: StepTimes;
  readonly entryPace: EntryPace;
  readonly ioLoad: IoLoad;
  /** Counters of its open rooms. */
  readonly counters: Set<RoomCounter>;
}

/** @param rooms names of its rooms @param level see LOG_LEVEL in env.ts @param to see LogOptions */
export function createTelemetry(rooms: readonly string[], level = "info", to?: LogOptions["to"]): Telemetry {
  const events = new EventLog();
  return {
    log: createLog({ level, onErrorLine: (text) => events.add("error", text), to }),
    metrics: createMetrics(rooms),
    events,
    busyRoom: new BusyRoom(),
    stepTimes: new StepTimes(),
    entryPace: new EntryPace(),
    ioLoad: new IoLoad(),
    counters: new Set(),
  };
}
