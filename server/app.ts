/** Composition root of a server: makes its parts, hands each what it needs, and defines its rooms. */
import { existsSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { join } from "node:path";
import type { Server } from "@colyseus/core";
import { type Archive, createArchive } from "./archive.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { isOpen } from "./cluster/placement.ts";
import { type SharedServices, standaloneServices } from "./cluster/sharedServices.ts";
import { matchingOf } from "./cluster/waitingRooms.ts";
import { createContext } from "./context.ts";
import type { Env } from "./env.ts";
import { createFeeds, type Feeds } from "./feeds.ts";
import { colyseus, type Framework } from "./framework/framework.ts";
import { createFront, type Front } from "./front.ts";
import { type GameServer, roomNamesOf, withCapacities } from "./game.ts";
import type { IoThreads } from "./io/ioThreads.ts";
import type { MatchLogs } from "./log/matchLogs.ts";
import { createMembership } from "./membership.ts";
import type { Access } from "./net/operators.ts";
import { FrameworkLog } from "./ops/frameworkLog.ts";
import { createTelemetry, type Telemetry } from "./ops/telemetry.ts";
import type { RecordStore } from "./records/store.ts";
import { inContext, roomClass } from "./rooms/roomClass.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { addRoutes, CLIENT, type RoutedParts } from "./routes.ts";

/** The browser game is not built. */
export class MissingBuild extends Error {}

export interface App extends Feeds, Pick<Archive, "keeping" | "live" | "recordWriter"> {
  server: Server;
  http: HttpServer;
  cluster: Cluster;
  access: Access;
  telemetry: Telemetry;
  /** Context of this server's rooms; see `inContext`. */
  roomContext: RoomContext;
}

/** Parts of a server that replace the defaults. */
export interface AppParts {
  /** Services that processes share; absent: this process has no cluster. */
  shared?: SharedServices;
  telemetry?: Telemetry;
  /**
   * A copy of Colyseus that no other server of this process uses, and room classes that extend its `Room`.
   */
  framework?: Framework;
  roomOf?: typeof roomClass;
  /** See `servePages`. */
  home?: string | undefined;
  /** Absent: matches are not logged. */
  logs?: MatchLogs | undefined;
  /** Absent: players have no records. */
  records?: RecordStore | undefined;
  /** IO_THREADS threads for the connections of clients; absent: this thread serves them. */
  io?: IoThreads | undefined;
}

/**
 * @param played the games of this server; their modes are the names of its rooms
 * @throws MissingBuild
 */
export function createApp(
  env: Env,
  played: readonly GameServer[],
  {
    shared = standaloneServices(),
    telemetry = createTelemetry(roomNamesOf(played), env.LOG_LEVEL),
    framework = colyseus,
    roomOf = roomClass,
    home,
    logs,
    records,
    io,
  }: AppParts = {},
): App {
  if (!existsSync(join(CLIENT, "index.html")))
    throw new MissingBuild("the browser game is not built: run `npm run build`, or use `npm start`");
  const games = withCapacities(played, env);
  const { matchMaker } = framework;
  const context = createContext(env, framework, telemetry, {
    taken: () => cluster.localRooms.taken,
    leaving: () => cluster.isDraining,
    elsewhere: () => cluster.peers().some(isOpen),
  });
  const front = createFront(
    env,
    context,
    (...request) => cluster.matchmaking.seat(...request),
    (room) => whereabouts.isOpening(room),
    io,
  );
  const membership = createMembership(env, context, games, shared, front.self);
  const { cluster, operations, ownership, parties, whereabouts } = membership;
  const archive = createArchive(env, matchMaker, games, telemetry, shared.redis, logs, records);
  const { keeping, live, playerReports, readSkill, recordWriter } = archive;
  const feeds = createFeeds(membership, telemetry, live !== undefined);
  const server = createServer(env, framework, telemetry, shared, front, {
    ...{ context, access: front.access, cluster, operations, whereabouts, games, home },
    ...{ ...feeds, playerReports, live, replays: keeping?.replays, leaderboards: archive.leaderboards },
  });
  const roomContext: RoomContext = {
    ...context,
    ...{ io, logs, live, ownership, parties, playerReports, readSkill, records: recordWriter },
    partyKeeper: cluster.partyKeeper,
    matching: matchingOf((mode) => cluster.matchmaking.openRooms(mode)),
  };
  for (const game of games)
    for (const mode of Object.keys(game.game.modes))
      server.define(mode, inContext(roomOf(game, mode), roomContext));
  cluster.localRooms.follow();
  return {
    ...{ server, http: front.http, cluster, access: front.access, telemetry, roomContext },
    ...{ ...feeds, keeping, live, recordWriter },
  };
}

/** @returns the framework's server, with the routes */
function createServer(
  env: Env,
  { Server }: Framework,
  { log, metrics }: Telemetry,
  { presence, driver }: SharedServices,
  { transport }: Front,
  routed: RoutedParts,
): Server {
  return new Server({
    ...(presence === undefined ? {} : { presence }),
    ...(driver === undefined ? {} : { driver }),
    ...(env.PUBLIC_ADDRESS === undefined ? {} : { publicAddress: env.PUBLIC_ADDRESS }),
    greet: false,
    gracefullyShutdown: false,
    logger: new FrameworkLog(log, (level) => metrics.frameworkLines.inc({ level })).logger(),
    transport,
    express: (app) => addRoutes(app, env, routed),
  });
}
