/** Puts the server together: transport, rooms, routes, and what processes share. */
import { existsSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { join } from "node:path";
import type { Server } from "@colyseus/core";
import type { Application, ErrorRequestHandler } from "express";
import { Cluster } from "./cluster/cluster.ts";
import { ClusterOperations } from "./cluster/clusterOperations.ts";
import { isOpen } from "./cluster/placement.ts";
import { processRoute } from "./cluster/reach.ts";
import { type SharedServices, standaloneServices } from "./cluster/sharedServices.ts";
import { type Whereabouts, whereRoutes } from "./cluster/whereRoutes.ts";
import { type Context, createContext } from "./context.ts";
import type { Env } from "./env.ts";
import { colyseus, type Framework } from "./framework/framework.ts";
import { peersThrough, roomsOf } from "./framework/peers.ts";
import { type GameServer, gameList, roomNamesOf, withCapacities } from "./game.ts";
import { createGuard } from "./guard.ts";
import type { IoThreads } from "./io/ioThreads.ts";
import { LiveLogs } from "./log/liveLogs.ts";
import { redisTails } from "./log/liveTails.ts";
import { type KeepingRules, LogKeeping } from "./log/logKeeping.ts";
import type { MatchLogs } from "./log/matchLogs.ts";
import { replayOrders } from "./log/replayOrders.ts";
import { replayRoutes } from "./log/replayRoutes.ts";
import type { Replays } from "./log/replays.ts";
import { watchRoutes } from "./log/watchRoutes.ts";
import { type Access, accessWith } from "./net/operators.ts";
import { pageHeaders } from "./net/pageHeaders.ts";
import { servePages } from "./net/pages.ts";
import { sessionRoutes } from "./net/sessionRoutes.ts";
import { guardedTransport } from "./net/transport.ts";
import { Feed } from "./ops/feed.ts";
import { FrameworkLog } from "./ops/frameworkLog.ts";
import { orderRoutes } from "./ops/orders.ts";
import { opsRoutes } from "./ops/routes.ts";
import { createTelemetry, type Telemetry } from "./ops/telemetry.ts";
import { ownAddress } from "./ownAddress.ts";
import { Leaderboards, recordedModes } from "./records/leaderboards.ts";
import { recordRoutes } from "./records/recordRoutes.ts";
import { RecordWriter } from "./records/recordWriter.ts";
import type { RecordStore } from "./records/store.ts";
import { inContext, roomClass } from "./rooms/roomClass.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { createSurvival, elsewhere, hasMatch, type MatchSurvival, standingAlone } from "./whereabouts.ts";

const CLIENT = join(import.meta.dirname, "../dist/client");

/** The built browser game is not there. */
export class MissingBuild extends Error {}

export interface App {
  server: Server;
  http: HttpServer;
  cluster: Cluster;
  access: Access;
  feed: Feed;
  telemetry: Telemetry;
  /** In which rooms of this server are constructed; see `inContext`. */
  roomContext: RoomContext;
  /** Of its match logs; absent where there are none. */
  keeping: LogKeeping | undefined;
  /** Matches as they are watched; absent where nobody may. */
  live: LiveLogs | undefined;
  /** Of what is kept of players; absent where nothing is. To be ended when all rooms are closed. */
  recordWriter: RecordWriter | undefined;
}

/** What a server is made of unless it is handed something else. */
export interface AppParts {
  /** What processes share; absent: it stands alone. */
  shared?: SharedServices;
  telemetry?: Telemetry;
  /** A copy of Colyseus that no other server of the process runs on, and classes of rooms that extend its `Room`. */
  framework?: Framework;
  roomOf?: typeof roomClass;
  /** See `servePages`. */
  home?: string | undefined;
  /** Absent: matches are not logged. */
  logs?: MatchLogs | undefined;
  /** Absent: nothing is kept of players. */
  records?: RecordStore | undefined;
  /** Threads for the connections of clients, as many as IO_THREADS says; absent: this thread reads and writes them. */
  io?: IoThreads | undefined;
}

/**
 * @param played games that it plays: rooms are named by their modes
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
  const games = withCapacities(played, { swarm: env.SWARM_CAPACITY });
  const { matchMaker, Server } = framework;
  const context: Context = createContext(env, framework, telemetry, {
    taken: () => cluster.localRooms.taken,
    leaving: () => cluster.isDraining,
    elsewhere: () => cluster.peers().some(isOpen),
  });
  const { http, onRefusedPage } = createGuard(env, context, {
    giveSeat: (...wish) => cluster.matchmaking.seat(...wish),
    isStopping: () => matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN,
  });
  const { log, metrics } = telemetry;
  const transport = guardedTransport(framework, http, (room) => whereabouts.isOpening(room), io);
  // It would print a failed start, stack and all, before main.ts says it in words.
  http.removeAllListeners("error");
  const { presence, driver, redis } = shared;
  const access = accessWith(env.OPS_TOKEN, onRefusedPage);
  const self = ownAddress(matchMaker, env.PUBLIC_ADDRESS, http, log);
  const { fingerprints: secrets } = context.identities;
  const where = (room: string) => whereabouts.where(room);
  const capacity = env.MAX_CLIENTS_PER_PROCESS;
  const asksPublic = env.CHECK_PUBLIC_ADDRESS;
  const peers = peersThrough(matchMaker);
  const rooms = roomsOf(matchMaker, (room) => hasMatch(matchMaker, room));
  const cluster = new Cluster(
    { self, kinds: roomNamesOf(games), rooms, peers, where, capacity, secrets, asksPublic },
    context,
    shared,
  );
  const operating = new ClusterOperations(cluster, matchMaker, redis);
  const feed = new Feed(operating, telemetry);
  const survival: MatchSurvival | undefined =
    redis && createSurvival(redis, self, cluster, games, telemetry, rooms, peers);
  const whereabouts = survival?.takeover ?? standingAlone(matchMaker);
  const openRooms = async () => (await matchMaker.query({})).map(({ roomId }) => roomId);
  const keeping = logs && new LogKeeping(keepingRules(env), logs.folder, openRooms, telemetry);
  const replays = keeping?.replays;
  const mayWatch = env.MAX_WATCHERS_PER_PROCESS > 0;
  const live = mayWatch ? new LiveLogs(env.WATCH_DELAY, telemetry, redis && redisTails(redis)) : undefined;
  const recordWriter = records && new RecordWriter(records, telemetry);
  const leaderboards = records && new Leaderboards(records, recordedModes(games));
  const roomContext: RoomContext = {
    ...context,
    ownership: survival?.ownership,
    logs,
    live,
    records: recordWriter,
    io,
  };
  const server = new Server({
    ...(presence === undefined ? {} : { presence }),
    ...(driver === undefined ? {} : { driver }),
    ...(env.PUBLIC_ADDRESS === undefined ? {} : { publicAddress: env.PUBLIC_ADDRESS }),
    greet: false,
    gracefullyShutdown: false,
    logger: new FrameworkLog(log, (level) => metrics.frameworkLines.inc({ level })).logger(),
    transport,
    express: (app) =>
      routes(app, env, {
        ...{
          context,
          access,
          cluster,
          operating,
          feed,
          whereabouts,
          games,
          home,
          replays,
          live,
          leaderboards,
        },
      }),
  });
  for (const game of games)
    for (const mode of Object.keys(game.game.modes))
      server.define(mode, inContext(roomOf(game, mode), roomContext));
  cluster.localRooms.follow();
  return { server, http, cluster, access, feed, telemetry, roomContext, keeping, live, recordWriter };
}

function keepingRules(env: Env): KeepingRules {
  const { REPLAY_S3: url, REPLAY_S3_KEY: key, REPLAY_S3_SECRET: secret, REPLAY_S3_REGION: region } = env;
  const isGiven = url !== undefined && key !== undefined && secret !== undefined;
  return {
    ...{ days: env.REPLAY_DAYS, megabytes: env.REPLAY_MAX_MB, delay: env.WATCH_DELAY },
    bucket: isGiven ? { url, key, secret, region } : undefined,
  };
}

interface Behind {
  context: Context;
  access: Access;
  cluster: Cluster;
  operating: ClusterOperations;
  feed: Feed;
  whereabouts: Whereabouts;
  games: readonly GameServer[];
  home: string | undefined;
  replays: Replays | undefined;
  live: LiveLogs | undefined;
  leaderboards: Leaderboards | undefined;
}

function routes(app: Application, env: Env, behind: Behind): void {
  const { context, access, cluster, operating, feed, whereabouts, games, home, replays, live, leaderboards } =
    behind;
  const { telemetry, identities, textFilter } = context;
  // A route is what the HTTP front takes it for, and nothing that only looks like it.
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.use(pageHeaders(env.PUBLIC_ADDRESS !== undefined));
  sessionRoutes(app, identities, textFilter);
  opsRoutes(app, access, operating, feed, telemetry.metrics, live !== undefined);
  orderRoutes(app, access, operating, replayOrders(replays, telemetry.metrics), telemetry);
  replayRoutes(app, replays, telemetry.metrics);
  watchRoutes(app, {
    ...{ live, metrics: telemetry.metrics, most: env.MAX_WATCHERS_PER_PROCESS },
    elsewhere: (room) => elsewhere(whereabouts, room),
  });
  recordRoutes(app, { leaderboards, identities, telemetry });
  processRoute(app, context.framework.matchMaker);
  whereRoutes(app, whereabouts, {
    peers: () => cluster.addresses(),
    returnWindow: () => cluster.returnWindow,
  });
  app.get("/api/games", (_request, response) => void response.json(gameList(games)));
  servePages(app, CLIENT, env.BASE_PATH, gameList(games), home);
  app.use(lastResort(telemetry.log));
}

/** A route that fails says so without telling how it is built. */
const lastResort =
  (log: Telemetry["log"]): ErrorRequestHandler =>
  (err, _request, response, next) => {
    const status = Number(err?.status);
    if (!(status >= 400 && status < 500)) log.error({ err }, "fault in a route");
    if (response.headersSent) next(err);
    else response.status(status >= 400 && status < 500 ? status : 500).json({ error: "this did not work" });
  };
