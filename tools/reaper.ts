/**
 * Ends a program that this process has started as soon as this process ends. A shell does it, because a
 * process that gets SIGKILL can do nothing any more.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A shell script that ends the program when its standard input closes. The system closes it even when the
 * parent gets SIGKILL.
 */
const SCRIPT = `read -r _
kill -9 "$(cat "$1/pid")" 2>/dev/null
rm -rf "$1"`;

export interface Reaper {
  /** Watches this program from now on, in place of an earlier one. */
  watch(program: ChildProcess): void;
  /** Kills the program and removes its folder. */
  end(): Promise<void>;
}

/** @param folder of the program; its process id is kept there */
export function reaperIn(folder: string): Reaper {
  const reaper = spawn("sh", ["-c", SCRIPT, "sh", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  return {
    watch: ({ pid }) => writeFileSync(join(folder, "pid"), String(pid)),
    async end() {
      const ended = once(reaper, "exit");
      reaper.stdin!.end();
      await ended;
    },
  };
}
