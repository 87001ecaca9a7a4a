/**
 * Loaded before each test file that may start servers: a test that fails prints at once why, and the logs of
 * its servers. The summary at the end of a long run repeats why.
 */
import { beforeEach } from "vitest";
import { lastLines } from "./serverLogs.ts";

beforeEach(({ onTestFailed, task }) => {
  onTestFailed(() => {
    for (const { message, stack } of task.result?.errors ?? [])
      console.error(`"${task.name}" failed: ${stack ?? message}`);
    for (const { server, lines } of lastLines())
      console.error(`${server}, when "${task.name}" failed:\n${lines}`);
  });
});
