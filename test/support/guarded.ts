/** A program that starts another one under a guard, prints its process id, and waits to be killed. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardIn } from "../../tools/guard.ts";

const folder = mkdtempSync(join(tmpdir(), "skirmish-guarded-"));
const guard = guardIn(folder);
const sleeper = spawn("sleep", ["600"], { stdio: "ignore", detached: true });
guard.watch(sleeper);
console.log(JSON.stringify({ pid: sleeper.pid, folder }));
setInterval(() => {}, 1000);
