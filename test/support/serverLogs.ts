/** What the servers of a test file have said, for the report of a test that fails. */
import { beforeEach } from "vitest";

/** As many as show what a server did in its last seconds. */
const LINES = 80;

const logs = new Map<string, () => string>();

/** @param log returns what the server has said so far; one of a server that has ended is kept, too */
export function keepLog(server: string, log: () => string): void {
  logs.set(server, log);
}

/** Loaded before each test file that may start servers. */
beforeEach(({ onTestFailed, task }) => {
  onTestFailed(() => {
    for (const [server, log] of logs)
      console.error(`${server}, when "${task.name}" failed:\n${lastLines(log())}`);
  });
});

const lastLines = (log: string): string => log.trimEnd().split("\n").slice(-LINES).join("\n");
