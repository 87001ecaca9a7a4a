/** Makes a server of stoppingServer.ts stop in the middle of opening a room, and undoes that. */
import { readFileSync } from "node:fs";
import type { RunningServer } from "./server.ts";
import { until } from "./until.ts";

/** What such a server logs. */
export const ARMED = "the next room stops this process";
export const DISARMED = "no room stops this process";

const isArmed = (server: RunningServer): boolean =>
  server.log().lastIndexOf(ARMED) > server.log().lastIndexOf(DISARMED);

async function toggle(server: RunningServer): Promise<void> {
  const armed = isArmed(server);
  server.process.kill("SIGUSR2");
  await until(() => isArmed(server) !== armed, "the server to hear of the fault");
}

/** The next room that the server opens stops it, once. */
export async function stopAtNextRoom(server: RunningServer): Promise<void> {
  if (!isArmed(server)) await toggle(server);
}

/** Wakes the server, and takes back a fault that was not made: the next test begins without it. */
export async function letRoomsOpen(server: RunningServer): Promise<void> {
  server.process.kill("SIGCONT");
  if (isArmed(server)) await toggle(server);
}

/** Whether a server is stopped (SIGSTOP). */
export const isStopped = ({ process }: RunningServer): boolean =>
  readFileSync(`/proc/${process.pid}/stat`, "utf8").includes(") T ");
