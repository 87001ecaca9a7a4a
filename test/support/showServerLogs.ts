/** Loaded before each test file that may start servers: a test that fails prints their logs. */
import { beforeEach } from "vitest";
import { lastLines } from "./serverLogs.ts";

beforeEach(({ onTestFailed, task }) => {
  onTestFailed(() => {
    for (const { server, lines } of lastLines())
      console.error(`${server}, when "${task.name}" failed:\n${lines}`);
  });
});
