/** Composition root of a server: transport, rooms, routes, and the services that processes share. */
import { existsSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { join } from "node:path";
import type { Server } from "@colyseus/core";
import { Cluster } from "./cluster/cluster.ts";
import { ClusterOperations } from "./cluster/clusterOperations.ts";
import { LocalParties } from "./cluster/parties.ts";
import { PartyFeed } from "./cluster/partyFeed.ts";
import { isOpen } from "./cluster/placement.ts";
import { redisParties } from "./cluster/redisParties.ts";
import { type SharedServices, standaloneServices } from "./cluster/sharedServices.ts";
import { matchingOf } from "./cluster/waitingRooms.ts";
import { type Context, createContext } from "./context.ts";
import type { Env } from "./env.ts";
import { colyseus, type Framework } from "./framework/framework.ts";
import { peersThrough, roomsOf } from "./framework/peers.ts";
import { type GameServer, roomNamesOf, withCapacities } from "./game.ts";
import { createGuard } from "./guard.ts";
import type { IoThreads } from "./io/ioThreads.ts";
import { LiveLogs } from "./log/liveLogs.ts";
import { redisTails } from "./log/liveTails.ts";
import { type KeepingRules, LogKeeping } from "./log/logKeeping.ts";
import type { MatchLogs } from "./log/matchLogs.ts";
import { PlayerReports } from "./moderation/playerReports.ts";
import { redisReports } from "./moderation/redisReports.ts";
import { memoryReports } from "./moderation/reportStore.ts";
import { type Access, accessWith } from "./net/operators.ts";
import { guardedTransport } from "./net/transport.ts";
import { Feed } from "./ops/feed.ts";
import { FrameworkLog } from "./ops/frameworkLog.ts";
import { PresenceFeed, publicPlayers, publicRooms } from "./ops/presenceFeed.ts";
import { createTelemetry, type Telemetry } from "./ops/telemetry.ts";
import { ownAddress } from "./ownAddress.ts";
import { Leaderboards, recordedModes } from "./records/leaderboards.ts";
import { RecordWriter } from "./records/recordWriter.ts";
import { readSkills } from "./records/skills.ts";
import type { RecordStore } from "./records/store.ts";
import { inContext, roomClass } from "./rooms/roomClass.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { addRoutes, CLIENT } from "./routes.ts";
import { createSurvival, hasMatch, type MatchSurvival, standaloneWhereabouts } from "./whereabouts.ts";

/** The browser game is not built. */
export class MissingBuild extends Error {}

export interface App {
  server: Server;
  http: HttpServer;
  cluster: Cluster;
  access: Access;
  feed: Feed;
  /** Rooms and players of the cluster, for front pages. */
  presenceFeed: PresenceFeed;
  /** Parties of friends, for the pages of their members. */
  partyFeed: PartyFeed;
  telemetry: Telemetry;
  /** Context of this server's rooms; see `inContext`. */
  roomContext: RoomContext;
  /** Keeps its match logs; absent when they are off. */
  keeping: LogKeeping | undefined;
  /** Logs of running matches for watchers; absent when watching is off. */
  live: LiveLogs | undefined;
  /** Writes the records of players; absent when they are off. Must be ended when all rooms are closed. */
  recordWriter: RecordWriter | undefined;
}

/** Parts of a server that replace the defaults. */
export interface AppParts {
  /** Services that processes share; absent: this process has no cluster. */
  shared?: SharedServices;
  telemetry?: Telemetry;
  /** A copy of Colyseus that no other server of this process uses, and room classes that extend its `Room`. */
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
  const { matchMaker, Server } = framework;
  const context: Context = createContext(env, framework, telemetry, {
    taken: () => cluster.localRooms.taken,
    leaving: () => cluster.isDraining,
    elsewhere: () => cluster.peers().some(isOpen),
  });
  const { http, onRefusedPage } = createGuard(env, context, {
    giveSeat: (...request) => cluster.matchmaking.seat(...request),
    isStopping: () => matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN,
  });
  const { log, metrics } = telemetry;
  const transport = guardedTransport(framework, http, (room) => whereabouts.isOpening(room), io);
  // The listener would print a failed start with its stack; main.ts prints one line.
  http.removeAllListeners("error");
  const { presence, driver, redis } = shared;
  const access = accessWith(env.OPS_TOKEN, onRefusedPage);
  const self = ownAddress(matchMaker, env.PUBLIC_ADDRESS, http, log);
  const { fingerprints: secrets } = context.identities;
  const where = (room: string) => whereabouts.where(room);
  const capacity = env.MAX_CLIENTS_PER_PROCESS;
  const checksPublicAddress = env.CHECK_PUBLIC_ADDRESS;
  const peers = peersThrough(matchMaker);
  const rooms = roomsOf(matchMaker, (room) => hasMatch(matchMaker, room));
  const parties = redis === undefined ? new LocalParties() : redisParties(redis);
  const partyFeed = new PartyFeed(parties, metrics);
  const cluster = new Cluster(
    { self, kinds: roomNamesOf(games), rooms, peers, parties, where, capacity, secrets, checksPublicAddress },
    context,
    shared,
  );
  const operations = new ClusterOperations(cluster, matchMaker, redis);
  const feed = new Feed(operations, telemetry);
  const survival: MatchSurvival | undefined =
    redis && createSurvival(redis, self, cluster, games, telemetry, rooms, peers);
  const whereabouts = survival?.takeover ?? standaloneWhereabouts(matchMaker);
  const openRooms = async () => (await matchMaker.query({})).map(({ roomId }) => roomId);
  const store = redis === undefined ? memoryReports() : redisReports(redis);
  const playerReports = new PlayerReports(store, telemetry, env.AUTH_SECRET?.[0]);
  const kept = { openRooms, reportedMatches: () => playerReports.keptMatches() };
  const keeping = logs && new LogKeeping(keepingRules(env), logs.folder, kept, telemetry);
  const replays = keeping?.replays;
  const mayWatch = env.MAX_WATCHERS_PER_PROCESS > 0;
  const presenceFeed = new PresenceFeed(async () => {
    const [rooms, players] = await Promise.all([
      publicRooms(operations, mayWatch),
      publicPlayers(operations),
    ]);
    return JSON.stringify({ rooms, players });
  }, metrics);
  const live = mayWatch ? new LiveLogs(env.WATCH_DELAY, telemetry, redis && redisTails(redis)) : undefined;
  const recordWriter = records && new RecordWriter(records, telemetry);
  const leaderboards = records && new Leaderboards(records, recordedModes(games));
  const roomContext: RoomContext = {
    ...context,
    ownership: survival?.ownership,
    logs,
    live,
    records: recordWriter,
    playerReports,
    readSkill: readSkills(records),
    parties,
    partyKeeper: cluster.partyKeeper,
    matching: matchingOf((mode) => cluster.matchmaking.openRooms(mode)),
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
      addRoutes(app, env, {
        ...{
          context,
          access,
          cluster,
          operations,
          playerReports,
          feed,
          presenceFeed,
          whereabouts,
          games,
          home,
          replays,
          live,
          leaderboards,
          partyFeed,
        },
      }),
  });
  for (const game of games)
    for (const mode of Object.keys(game.game.modes))
      server.define(mode, inContext(roomOf(game, mode), roomContext));
  cluster.localRooms.follow();
  return {
    server,
    http,
    cluster,
    access,
    feed,
    presenceFeed,
    partyFeed,
    telemetry,
    roomContext,
    keeping,
    live,
    recordWriter,
  };
}

function keepingRules(env: Env): KeepingRules {
  const { REPLAY_S3: url, REPLAY_S3_KEY: key, REPLAY_S3_SECRET: secret, REPLAY_S3_REGION: region } = env;
  const hasBucket = url !== undefined && key !== undefined && secret !== undefined;
  return {
    ...{ days: env.REPLAY_DAYS, megabytes: env.REPLAY_MAX_MB, delay: env.WATCH_DELAY },
    bucket: hasBucket ? { url, key, secret, region } : undefined,
  };
}
