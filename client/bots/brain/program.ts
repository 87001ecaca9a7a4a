/**
 * Brains in any language: programs that read lines of JSON from standard input and answer on standard output.
 *
 *   → {"type":"hello", "protocol":1, "game":"skirmish", "input":{…}, "constants":{…}, "seed":1, …}
 *   ← {"type":"hello"}                    with "format":"msgpack", what follows is MessagePack (wire.ts)
 *   → {"type":"view", "tick":…, …}        once a tick; an object or list that has not changed is left out
 *   ← {"type":"input", …}                 one for each view; a field that is absent is 0
 *   → {"type":"bye", "reason":"…"}        the program ends
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { TICK_RATE } from "../../../shared/tick.ts";
import type { BrainContract, BrainInput, BrainPlayer, BrainSource, View } from "./contract.ts";
import { BrainFault, complaintIn } from "./fault.ts";
import { inputReader } from "./inputReader.ts";
import { encode, FORMATS, type Format, MessageReader } from "./wire.ts";

export const PROTOCOL = 1;
/** Timeout for the hello, ms: an interpreter may have to compile first. */
const HELLO = 10_000;
/** A program that still runs this long after its bye is killed, ms. */
const BYE = 500;
/** Number of characters of its stderr that are kept. */
const KEPT = 4000;
/** Interval between two checks of its memory, ms. */
const CHECK_EVERY = 200;
/** Environment variables that are not passed to programs. */
const SECRET = /SECRET|TOKEN|PASSWORD|REDIS_URL|AWS_/;

export interface ProgramOptions {
  readonly cwd: string;
  /** Memory limit, MB: the program is killed above it. Absent: no limit. */
  readonly memory?: number;
}

/** @param command of a shell @param label for tables */
export function programSource(
  command: string,
  contract: BrainContract,
  options: ProgramOptions,
  label = `cmd: ${command}`,
): BrainSource {
  const running = new Set<Program>();
  return {
    label,
    player(seed) {
      const program = new Program(command, contract, options, seed);
      running.add(program);
      return program;
    },
    async close() {
      await Promise.all([...running].map((program) => program.end("over")));
    },
  };
}

class Program implements BrainPlayer {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #command: string;
  readonly #input: BrainInput;
  readonly #reader;
  readonly #ended: Promise<void>;
  #complaints = "";
  #fault: BrainFault | undefined;
  #waiting: { resolve(line: { [key: string]: unknown }): void; reject(fault: BrainFault): void } | undefined;
  /** Values of the latest view: the same object or list is not sent again. */
  readonly #sent = new Map<string, unknown>();
  readonly #messages = new MessageReader((value, shown) => this.#answer(value, shown));
  #look: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(command: string, contract: BrainContract, { cwd, memory }: ProgramOptions, seed: number) {
    this.#command = command;
    this.#reader = inputReader(contract);
    this.#input = this.#reader.neutral();
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRET.test(name)));
    // A process group of its own, so that its child processes end with it. `exec` replaces the shell by the
    // program.
    const child = spawn("/bin/sh", ["-c", `exec ${command}`], { cwd, env, detached: true });
    this.#child = child;
    const kill = () => this.#kill();
    process.once("exit", kill);
    this.#ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        process.off("exit", kill);
        clearInterval(this.#look);
        this.#fail(`ended with ${signal ?? `code ${code}`}`);
        resolve();
      });
    });
    child.once("error", (error) => this.#fail(error.message));
    child.stdin!.on("error", () => {});
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-KEPT);
    });
    child.stdout!.on("data", (chunk: Buffer) => this.#messages.take(chunk));
    if (memory !== undefined) this.#look = setInterval(() => this.#checkMemory(memory), CHECK_EVERY).unref();
    this.ready = this.#greet(contract, seed);
    // Without a handler, a rejection that is not awaited would end the process.
    this.ready.catch(() => {});
  }

  async decide(view: View): Promise<Readonly<BrainInput>> {
    await this.ready;
    const { type, ...values } = await this.#ask({ type: "view", ...this.#changes(view) });
    if (type !== "input") throw this.#fail(`answered a view with a line of type ${JSON.stringify(type)}`);
    try {
      this.#reader.read(values, this.#input);
    } catch (error) {
      throw this.#fail((error as Error).message);
    }
    return this.#input;
  }

  close(reason: string): void {
    void this.end(reason);
  }

  /** Says goodbye, and kills it if it does not end by itself. */
  async end(reason: string): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#child.stdin!.end(encode({ type: "bye", reason }, this.#messages.format));
    }
    const timer = setTimeout(() => this.#kill(), BYE);
    await this.#ended;
    clearTimeout(timer);
  }

  async #greet(contract: BrainContract, seed: number): Promise<void> {
    const { game, version, constants } = contract;
    const input = Object.fromEntries(
      Object.entries(contract.input.fields).map(([name, { kind, options }]) => {
        const { min, max } = kind.clean!;
        return [name, { type: kind.name, min, max, doc: options.doc ?? "" }];
      }),
    );
    const timer = setTimeout(
      () => this.#fail(`did not answer the hello within ${HELLO / 1000} s: a line must be flushed`),
      HELLO,
    );
    try {
      const hello = { type: "hello", protocol: PROTOCOL, game, version, tickRate: TICK_RATE, seed };
      const answer = await this.#ask({ ...hello, formats: FORMATS, input, constants });
      const { type, format = "json" } = answer;
      if (type !== "hello")
        throw this.#fail(`answered the hello with a line of type ${JSON.stringify(type)}`);
      if (!FORMATS.includes(format as Format))
        throw this.#fail(`asked for the format ${JSON.stringify(format)}: expected ${FORMATS.join(" or ")}`);
      // The program sends nothing before the first view, which is sent in the new format.
      this.#messages.format = format as Format;
    } finally {
      clearTimeout(timer);
    }
  }

  #changes(view: View): object {
    const changes: { [name: string]: unknown } = {};
    for (const [name, value] of Object.entries(view)) {
      if (typeof value === "object" && value !== null && this.#sent.get(name) === value) continue;
      this.#sent.set(name, value);
      changes[name] = value;
    }
    return changes;
  }

  #ask(message: object): Promise<{ [key: string]: unknown }> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin!.write(encode(message, this.#messages.format));
    });
  }

  #answer(value: unknown, shown: string): void {
    if (this.#fault !== undefined) return;
    const waiting = this.#waiting;
    if (waiting === undefined) {
      if (!this.#isClosed)
        this.#fail(`wrote a message that answers nothing: ${shown} (one answer for each view)`);
      return;
    }
    if (typeof value !== "object" || value === null) {
      this.#fail(`wrote something other than a JSON object: ${shown} (print to stderr instead)`);
      return;
    }
    this.#waiting = undefined;
    waiting.resolve(value as { [key: string]: unknown });
  }

  /** The first fault counts: it ends the program. */
  #fail(what: string): BrainFault {
    if (this.#fault === undefined) {
      const complaint = complaintIn(this.#complaints);
      this.#fault = new BrainFault(`${this.#command} ${what}${complaint === "" ? "" : `: ${complaint}`}`);
      this.#kill();
    }
    this.#waiting?.reject(this.#fault);
    this.#waiting = undefined;
    return this.#fault;
  }

  #checkMemory(most: number): void {
    try {
      const pages = Number(readFileSync(`/proc/${this.#child.pid}/statm`, "utf8").split(" ")[1]);
      const used = Math.round((pages * 4096) / 2 ** 20);
      if (used > most) this.#fail(`uses ${used} MB of memory: ${most} are allowed`);
    } catch {
      // The program has ended, or the system has no /proc: then memory is not limited.
    }
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}
