/** A Redis server of a test's own: a real process on a free port, its files in a temporary folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { find } from "../../tools/programs.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

export class RedisServer {
  readonly url: string;
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = folder;
    // Nothing is left behind, however the tests end.
    process.once("exit", () => this.#process?.kill("SIGKILL"));
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), "skirmish-redis-")));
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  /** Starts it again on the same port, without what it held. */
  async start(): Promise<void> {
    const program = find(["redis-server", "valkey-server"]);
    if (program === undefined) throw new Error("redis-server is not installed: run `npm run setup`");
    const options = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    this.#process = spawn(program, [...options, "--dir", this.#folder], { stdio: "ignore" });
    const client = this.client();
    await until(() => client.ping().catch(() => false), "Redis to answer");
    client.disconnect();
  }

  /** A connection for the test itself; its errors are the test's to see in what it asks. */
  client(): Redis {
    const client = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: 1 });
    client.on("error", () => {});
    return client;
  }

  /** Ends the process at once; what it held is lost. */
  async kill(): Promise<void> {
    const ended = once(this.#process!, "exit");
    this.#process!.kill("SIGKILL");
    await ended;
    this.#process = undefined;
  }

  async stop(): Promise<void> {
    if (this.#process !== undefined) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
