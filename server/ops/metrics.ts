/** What the process counts, as Prometheus metrics. Names are stable: dashboards read them. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];
const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
  new Counter<L>({ name, help, labelNames, registers });

export const metrics = {
  tickSeconds: new Histogram({
    name: "skirmish_tick_seconds",
    help: "Time one step took, replication included",
    labelNames: ["room"],
    buckets: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.133],
    registers,
  }),
  tickOverruns: counter("skirmish_tick_overruns_total", "Steps that took longer than a tick", ["room"]),
  tickGaps: counter("skirmish_tick_gaps_total", "Pauses of more than 50 ms between two steps", ["room"]),
  ticksDropped: counter("skirmish_ticks_dropped_total", "Steps given up after a stall", ["room"]),
  /** 0: nothing · 1: every other patch · 2: new players too */
  shedding: new Gauge({
    name: "skirmish_shedding_level",
    help: "What a room leaves out because its steps take too long",
    labelNames: ["room"],
    registers,
  }),
  patchBytes: counter("skirmish_patch_bytes_total", "Bytes of state sent to players", ["room"]),
  players: new Gauge({
    name: "skirmish_players",
    help: "Players with a seat",
    labelNames: ["room"],
    registers,
  }),
  rooms: new Gauge({
    name: "skirmish_rooms",
    help: "Rooms of this process",
    labelNames: ["room"],
    registers,
  }),
  redisUp: new Gauge({
    name: "skirmish_redis_up",
    help: "1 while Redis answers, or none is used",
    registers,
  }),
  headroom: new Gauge({
    name: "skirmish_headroom_ratio",
    help: "Free share of the scarcest of step time, event-loop lag, memory and seats",
    registers,
  }),
  load: new Gauge({
    name: "skirmish_load_ratio",
    help: "Used share of each resource that headroom is the least of",
    labelNames: ["resource"],
    registers,
  }),
  processes: new Gauge({
    name: "skirmish_processes",
    help: "Processes known to be alive",
    labelNames: ["state"],
    registers,
  }),
  /** listing: of rooms nobody answers for · process: those whose lease ran out */
  swept: counter("skirmish_swept_total", "What was cleared away after processes that died", ["what"]),
  /** applied: flown · dropped: beyond the time budget · idle: steps flown for a silent client */
  inputs: counter("skirmish_inputs_total", "Player inputs by what became of them", ["result"]),
  joins: counter("skirmish_joins_total", "Joins by result", ["result"]),
  reconnects: counter("skirmish_reconnects_total", "Dropped players by what became of them", ["result"]),
  /** restored: from a checkpoint · failed: it could not be read */
  restores: counter("skirmish_room_restores_total", "Rooms taken over from another process", ["result"]),
  checkpointSeconds: new Histogram({
    name: "skirmish_checkpoint_seconds",
    help: "Time it took to encode a room's checkpoint",
    buckets: [0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033],
    registers,
  }),
  rejected: counter("skirmish_rejected_total", "Requests, sockets and messages turned away", ["reason"]),
  /** client: of a connection, survived · bug: ours; an exception ends the process */
  faults: counter("skirmish_uncaught_faults_total", "Faults that nothing had caught", ["kind"]),
};
