/** A program that starts another one with a reaper, prints its process id, and waits to be killed. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reaperIn } from "../../tools/reaper.ts";

const folder = mkdtempSync(join(tmpdir(), "skirmish-reaped-"));
const reaper = reaperIn(folder);
const sleeper = spawn("sleep", ["600"], { stdio: "ignore", detached: true });
reaper.watch(sleeper);
console.log(JSON.stringify({ pid: sleeper.pid, folder }));
setInterval(() => {}, 1000);
