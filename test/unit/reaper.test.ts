import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { startTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

it("a program with a reaper ends, and its folder is removed, when the process that started it gets SIGKILL", async () => {
  const started = startTool("test/support/reaped.ts");
  await until(() => started.output().includes("\n"), "the program to be started");
  const { pid, folder } = JSON.parse(started.output()) as { pid: number; folder: string };
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  started.process.kill("SIGKILL");
  await started.ended;
  await until(() => !existsSync(folder), "the folder to be removed");
  await until(() => !existsSync(`/proc/${pid}`), "the program to end");
});
