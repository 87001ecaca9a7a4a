/**
 * Requests and answers between the benchmark and its processes, as marked lines over standard input and
 * output. Node's own message channel would activate the framework's process-manager hooks, and the benchmark
 * would measure them too.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const MARK = "@@";

/** Answers the requests of the parent process, and exits when the parent does. */
export function answerParent(answers: { [question: string]: () => unknown }): void {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (question) => sendToParent((await answers[question]?.()) ?? {}));
  lines.on("close", () => process.exit());
}

export const sendToParent = (message: unknown): void => {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`);
};

/** The channel as the parent process uses it. */
export class Channel {
  readonly child: ChildProcess;
  readonly #messages: unknown[] = [];

  constructor(child: ChildProcess) {
    this.child = child;
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (!line.startsWith(MARK)) return;
      this.#messages.push(JSON.parse(line.slice(MARK.length)));
      child.emit("answered");
    });
  }

  async ask<Answer>(question: string): Promise<Answer> {
    this.child.stdin!.write(`${question}\n`);
    return this.receive<Answer>();
  }

  /** @throws when the process exits before it has answered */
  async receive<Answer>(): Promise<Answer> {
    const done = new AbortController();
    const { signal } = done;
    try {
      while (this.#messages.length === 0) {
        const gone = once(this.child, "exit", { signal }).then(([code]) => {
          throw new Error(`a process of the benchmark ended with ${code}`);
        });
        gone.catch(() => {});
        await Promise.race([once(this.child, "answered", { signal }), gone]);
      }
      return this.#messages.shift() as Answer;
    } finally {
      done.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
