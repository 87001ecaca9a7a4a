/** Arms the fault of stoppingServer.ts, and disarms it. */
import { readFileSync } from "node:fs";
import type { RunningServer } from "./server.ts";
import { until } from "./until.ts";

/** Log lines of stoppingServer.ts. */
export const ARMED = "the next room stops this process";
export const DISARMED = "no room stops this process";

const isArmed = (server: RunningServer): boolean =>
  server.log().lastIndexOf(ARMED) > server.log().lastIndexOf(DISARMED);

async function toggle(server: RunningServer): Promise<void> {
  const armed = isArmed(server);
  server.process.kill("SIGUSR2");
  await until(() => isArmed(server) !== armed, "the server to confirm the fault");
}

/** Arms the fault: the server stops itself (SIGSTOP), once, while it opens the next room. */
export async function stopAtNextRoom(server: RunningServer): Promise<void> {
  if (!isArmed(server)) await toggle(server);
}

/** Wakes the server, and disarms a fault that has not happened, so that the next test starts without it. */
export async function letRoomsOpen(server: RunningServer): Promise<void> {
  server.process.kill("SIGCONT");
  if (isArmed(server)) await toggle(server);
}

/** Whether a server is stopped (SIGSTOP). */
export const isStopped = ({ process }: RunningServer): boolean =>
  readFileSync(`/proc/${process.pid}/stat`, "utf8").includes(") T ");
