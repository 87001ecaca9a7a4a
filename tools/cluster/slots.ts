/** The slots of a local cluster: each is a port that one process after another uses. */
import nodeCluster, { type Worker } from "node:cluster";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { formatAddress } from "../../shared/address.ts";
import { PROJECT } from "../run.ts";
import { readableLog } from "./logLine.ts";
import type { Options } from "./options.ts";
import type { Screen } from "./screen.ts";

/** Exit code of a process that cannot start: a port in use, a wrong setting. */
const CANNOT_START = 1;
/**
 * A process that ends within this time of its start is restarted after a pause, which doubles up to the
 * longest one, ms.
 */
const SETTLED = 5000;
const PAUSE = { first: 250, longest: 8000 } as const;
/**
 * Pause before a drained process is restarted, ms: its players join elsewhere first, before the start uses
 * the CPU.
 */
const AFTER_DRAIN = 1500;

export class Slots {
  readonly ports: number[];
  /** Resolves with an exit code once all processes have ended after `stop`. */
  readonly ended: Promise<number>;
  readonly #screen: Screen;
  readonly #options: Options;
  readonly #env: { [name: string]: string };
  readonly #workers = new Map<number, Worker>();
  /** Ports at which a process has accepted players at some time. */
  readonly #opened = new Set<number>();
  #isStopping = false;
  #code = 0;
  #end!: (code: number) => void;
  #ready!: () => void;
  readonly #allReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });

  constructor(options: Options, screen: Screen, env: { [name: string]: string }) {
    this.ports = Array.from({ length: options.processes }, (_, i) => options.port + i);
    this.#options = options;
    this.#screen = screen;
    this.#env = env;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    nodeCluster.setupPrimary({ exec: join(PROJECT, "server/main.ts"), silent: true });
  }

  start(): void {
    for (const port of this.ports) this.#fork(port, PAUSE.first);
  }

  /** Resolves once every process accepts players, or the cluster is being stopped. */
  ready(): Promise<void> {
    return this.#allReady;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  stop(): void {
    this.#isStopping = true;
    this.#ready();
    for (const worker of this.#workers.values()) worker.process.kill("SIGTERM");
    if (this.#workers.size === 0) this.#end(this.#code);
  }

  kill(): void {
    for (const worker of this.#workers.values()) worker.process.kill("SIGKILL");
  }

  #fork(port: number, pause: number): void {
    if (this.#isStopping) return;
    const started = performance.now();
    const worker = nodeCluster.fork({
      ...this.#env,
      PORT: String(port),
      PUBLIC_ADDRESS: formatAddress(this.#options.host, port),
    });
    this.#workers.set(port, worker);
    for (const stream of [worker.process.stdout!, worker.process.stderr!])
      createInterface({ input: stream }).on("line", (line) => this.#handleLine(port, line));
    worker.once("exit", (code, signal) => {
      this.#workers.delete(port);
      if (this.#isStopping) {
        if (code !== 0) this.#code = 1;
        if (this.#workers.size === 0) this.#end(this.#code);
        return;
      }
      // Its last line says why. A restart would fail in the same way.
      if (code === CANNOT_START && !this.#opened.has(port)) {
        this.#screen.print(`[${port}] could not start: the cluster ends`);
        this.#code = 1;
        this.stop();
        return;
      }
      const quick = performance.now() - started < SETTLED;
      this.#screen.print(`[${port}] ended (${signal ?? code}); restarting it`);
      const next = quick ? Math.min(2 * pause, PAUSE.longest) : PAUSE.first;
      setTimeout(() => this.#fork(port, next), code === 0 && !quick ? AFTER_DRAIN : pause);
    });
  }

  #handleLine(port: number, line: string): void {
    this.#screen.print(`[${port}] ${readableLog(line)}`);
    if (!line.includes("accepting players at")) return;
    this.#opened.add(port);
    if (this.#opened.size === this.ports.length) this.#ready();
  }
}
