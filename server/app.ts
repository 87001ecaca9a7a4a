/** Puts the server together: transport, rooms, routes, and what processes share. */
import { existsSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { join } from "node:path";
import { Server } from "@colyseus/core";
import type { Application, ErrorRequestHandler } from "express";
import { Cluster } from "./cluster/cluster.ts";
import { Operating } from "./cluster/operating.ts";
import { isOpen } from "./cluster/placement.ts";
import { systemClock } from "./cluster/ports.ts";
import { processRoute } from "./cluster/reach.ts";
import { alone, type Shared } from "./cluster/shared.ts";
import type { Takeover } from "./cluster/takeover.ts";
import { whereRoutes } from "./cluster/whereRoutes.ts";
import { type Context, createContext } from "./context.ts";
import type { Env } from "./env.ts";
import { peers } from "./framework/peers.ts";
import type { GameServer } from "./game.ts";
import { createGuard } from "./guard.ts";
import { type Access, accessWith } from "./net/operators.ts";
import { pageHeaders } from "./net/pageHeaders.ts";
import { servePages } from "./net/pages.ts";
import { sessionRoutes } from "./net/sessionRoutes.ts";
import { GuardedTransport } from "./net/transport.ts";
import { consoleRoutes } from "./ops/consoleRoutes.ts";
import { Feed } from "./ops/feed.ts";
import { FrameworkLog } from "./ops/frameworkLog.ts";
import { orderRoutes } from "./ops/orders.ts";
import { opsRoutes } from "./ops/routes.ts";
import { createTelemetry, type Telemetry } from "./ops/telemetry.ts";
import { ownAddress } from "./ownAddress.ts";
import { inContext, roomClass } from "./rooms/roomClass.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { rooms, standingAlone, takeoverThrough } from "./whereabouts.ts";

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
}

/**
 * @param games that it plays: rooms are named by their modes
 * @param shared what processes share
 * @throws MissingBuild
 */
export function createApp(
  env: Env,
  games: readonly GameServer[],
  shared: Shared = alone(),
  telemetry: Telemetry = createTelemetry(env.LOG_LEVEL),
): App {
  if (!existsSync(join(CLIENT, "index.html")))
    throw new MissingBuild("the browser game is not built: run `npm run build`, or use `npm start`");
  const context: Context = createContext(env, telemetry, {
    taken: () => cluster.localRooms.taken,
    leaving: () => cluster.isDraining,
    elsewhere: () => cluster.peers().some(isOpen),
  });
  const { http, onRefusedPage } = createGuard(env, context, (...wish) => cluster.matchmaking.seat(...wish));
  const { log, metrics } = telemetry;
  const transport = new GuardedTransport(http);
  // It would print a failed start, stack and all, before main.ts says it in words.
  http.removeAllListeners("error");
  const { presence, driver, redis } = shared;
  const access = accessWith(env.OPS_TOKEN, onRefusedPage);
  const self = ownAddress(env.PUBLIC_ADDRESS, http, log);
  const { fingerprints: secrets } = context.identities;
  const where = (room: string) => (takeover ?? standingAlone).where(room);
  const capacity = env.MAX_CLIENTS_PER_PROCESS;
  const asksPublic = env.CHECK_PUBLIC_ADDRESS;
  const cluster = new Cluster({ self, rooms, where, capacity, secrets, asksPublic }, context, shared);
  const operating = new Operating(cluster, redis);
  const feed = new Feed(operating, telemetry);
  const takeover: Takeover | undefined =
    redis === undefined ? undefined : takeoverThrough(redis, self, cluster, games, telemetry);
  const tenure = takeover && { takeover, clock: systemClock, peers, telemetry };
  const roomContext: RoomContext = { ...context, tenure };
  const server = new Server({
    ...(presence === undefined ? {} : { presence }),
    ...(driver === undefined ? {} : { driver }),
    ...(env.PUBLIC_ADDRESS === undefined ? {} : { publicAddress: env.PUBLIC_ADDRESS }),
    greet: false,
    gracefullyShutdown: false,
    logger: new FrameworkLog(log, (level) => metrics.frameworkLines.inc({ level })).logger(),
    transport,
    express: (app) => routes(app, env, { context, access, cluster, operating, feed, takeover }),
  });
  for (const game of games)
    for (const mode of Object.keys(game.game.modes))
      server.define(mode, inContext(roomClass(game, mode), roomContext));
  cluster.localRooms.follow();
  return { server, http, cluster, access, feed, telemetry, roomContext };
}

interface Behind {
  context: Context;
  access: Access;
  cluster: Cluster;
  operating: Operating;
  feed: Feed;
  takeover: Takeover | undefined;
}

function routes(app: Application, env: Env, behind: Behind): void {
  const { context, access, cluster, operating, feed, takeover } = behind;
  const { telemetry, identities, words } = context;
  // A route is what the gate takes it for, and nothing that only looks like it.
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.use(pageHeaders(env.PUBLIC_ADDRESS !== undefined));
  sessionRoutes(app, identities, words);
  opsRoutes(app, access, operating, telemetry.metrics);
  consoleRoutes(app, access, operating, feed);
  orderRoutes(app, access, operating, telemetry);
  processRoute(app);
  whereRoutes(app, takeover ?? standingAlone, {
    peers: () => cluster.addresses(),
    returnWindow: () => cluster.returnWindow,
  });
  servePages(app, CLIENT, env.BASE_PATH);
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
