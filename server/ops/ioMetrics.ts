/** Prometheus metrics of I/O threads, in a process that has any. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

interface ThreadFigures {
  sockets: number;
  /** CPU time, s. */
  cpu: number;
  /** Bytes. */
  backlog: number;
}

/** @param threads their number @param figures of each, read when the metrics are requested */
export function ioMetrics(registry: Registry, threads: number, figures: () => readonly ThreadFigures[]) {
  const common = { labelNames: ["thread" as const], registers: [registry] };
  const gauge = (name: string, help: string, of: (one: ThreadFigures) => number): void => {
    new Gauge({
      ...{ ...common, name, help },
      collect() {
        for (const [index, one] of figures().entries()) this.set({ thread: index + 1 }, of(one));
      },
    });
  };
  gauge("skirmish_io_sockets", "Connections of players that an I/O thread has", ({ sockets }) => sockets);
  gauge(
    "skirmish_io_backlog_bytes",
    "Bytes that an I/O thread has not begun to write",
    ({ backlog }) => backlog,
  );
  const cpuThen = new Float64Array(threads);
  new Counter({
    ...{ ...common, name: "skirmish_io_cpu_seconds_total", help: "CPU time of an I/O thread" },
    collect() {
      for (const [index, { cpu }] of figures().entries()) {
        this.inc({ thread: index + 1 }, Math.max(0, cpu - cpuThen[index]!));
        cpuThen[index] = cpu;
      }
    },
  });
  const restarts = new Counter({
    ...{
      ...common,
      name: "skirmish_io_restarts_total",
      help: "I/O threads that ended or hung, and were replaced",
    },
  });
  const standbyLosses = new Counter({
    name: "skirmish_io_standby_losses_total",
    help: "Standby I/O threads that did not start, ended or hung before they were needed",
    registers: [registry],
  });
  const latency = new Histogram({
    ...{ ...common, name: "skirmish_io_write_seconds" },
    help: "From composing patches and messages to the last of them with the system",
    buckets: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.133],
  });
  for (let thread = 1; thread <= threads; thread++) {
    restarts.inc({ thread }, 0);
    latency.zero({ thread: String(thread) });
  }
  return {
    observe: (thread: number, ms: number) => latency.observe({ thread }, ms / 1000),
    restarted: (thread: number) => restarts.inc({ thread }),
    standbyLost: () => standbyLosses.inc(),
  };
}
