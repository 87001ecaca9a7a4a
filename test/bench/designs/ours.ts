/** Ours: the server itself, with a swarm of the required size. */
import { matchMaker } from "@colyseus/core";
import type { Histogram } from "prom-client";
import { games } from "../../../games/index.ts";
import { swarmOf } from "../../../games/skirmish/shared/config.ts";
import { createApp } from "../../../server/app.ts";
import { readEnv } from "../../../server/env.ts";
import { roomNamesOf } from "../../../server/game.ts";
import { startIoThreads } from "../../../server/ioThreads.ts";
import { MatchLogs } from "../../../server/log/matchLogs.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import { inContext } from "../../../server/rooms/roomClass.ts";
import type { RoomContext } from "../../../server/rooms/roomContext.ts";
import { SkirmishRoom } from "../../support/skirmishRoom.ts";
import { BENCH_SECRET } from "../figures.ts";
import { listen } from "./listen.ts";
import { NO_THREADS, type Serving } from "./serving.ts";

/** @param ioThreads how many @param watchers that may watch its match live */
export async function serveOurs(players: number, ioThreads: number, watchers = 0): Promise<Serving> {
  let room: BenchRoom | undefined;
  class BenchRoom extends SkirmishRoom {
    constructor(context: RoomContext) {
      super(context, { ...swarmOf(players), pilots: 0 });
      room = this;
    }
  }
  const telemetry = createTelemetry(roomNamesOf(games), "error");
  // Matches are logged where a folder is named: see `--log`.
  const { REPLAY_DIR: folder = "" } = process.env;
  const logs = folder === "" ? undefined : new MatchLogs(folder, telemetry);
  const env = readEnv({
    ...{ AUTH_SECRET: BENCH_SECRET, LOG_LEVEL: "error", IO_THREADS: String(ioThreads) },
    // The designs admit as many as ask.
    MAX_CLIENTS_PER_PROCESS: "100000",
    // Off unless recording is measured, because the other designs record nothing.
    ...{ MAX_WATCHERS_PER_PROCESS: String(watchers), WATCH_DELAY: "2" },
  });
  const io = await startIoThreads(env.IO_THREADS, telemetry);
  const { server, http, cluster, roomContext } = createApp(env, games, { telemetry, logs, io });
  server.define("bench", inContext(BenchRoom, roomContext));
  const serving: Serving = {
    port: await listen(server, http),
    onTick: () => {},
    ...NO_THREADS,
    ioCpu: () => (io?.figures ?? []).reduce((sum, { cpu }) => sum + cpu * 1e6, 0),
    players: () => matchMaker.stats.local.ccu,
    world: () => room?.world,
  };
  // The process admits no player before this.
  await cluster.start({ drain() {}, undrain: () => false });
  const { metrics } = telemetry;
  const observe = metrics.tickSeconds.observe.bind(metrics.tickSeconds) as (
    labels: object,
    seconds: number,
  ) => void;
  metrics.tickSeconds.observe = ((labels: object, seconds: number) => {
    observe(labels, seconds);
    serving.onTick(seconds * 1000);
  }) as typeof metrics.tickSeconds.observe;
  const written = metrics.registry.getSingleMetric("skirmish_io_write_seconds") as Histogram | undefined;
  if (written !== undefined) {
    const count = written.observe.bind(written) as (labels: object, seconds: number) => void;
    written.observe = ((labels: object, seconds: number) => {
      count(labels, seconds);
      serving.onWritten(seconds * 1000);
    }) as typeof written.observe;
  }
  return serving;
}
