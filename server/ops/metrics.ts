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
  /** applied: flown · dropped: beyond the time budget · idle: steps flown for a silent client */
  inputs: counter("skirmish_inputs_total", "Player inputs by what became of them", ["result"]),
  joins: counter("skirmish_joins_total", "Joins by result", ["result"]),
  reconnects: counter("skirmish_reconnects_total", "Dropped players by what became of them", ["result"]),
  rejected: counter("skirmish_rejected_total", "Messages not acted upon, by reason", ["reason"]),
};
