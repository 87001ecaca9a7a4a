/** All HTTP routes of the server, in order, behind the HTTP front. */
import { join } from "node:path";
import type { Application, ErrorRequestHandler } from "express";
import type { Cluster } from "./cluster/cluster.ts";
import type { ClusterOperations } from "./cluster/clusterOperations.ts";
import type { PartyFeed } from "./cluster/partyFeed.ts";
import { partyRoutes } from "./cluster/partyRoutes.ts";
import { processRoute } from "./cluster/reach.ts";
import { type Whereabouts, whereRoutes } from "./cluster/whereRoutes.ts";
import type { Context } from "./context.ts";
import type { Env } from "./env.ts";
import { type GameServer, gameList } from "./game.ts";
import type { LiveLogs } from "./log/liveLogs.ts";
import { replayOrders } from "./log/replayOrders.ts";
import { replayRoutes } from "./log/replayRoutes.ts";
import type { Replays } from "./log/replays.ts";
import { watchRoutes } from "./log/watchRoutes.ts";
import type { PlayerReports } from "./moderation/playerReports.ts";
import type { Access } from "./net/operators.ts";
import { pageHeaders } from "./net/pageHeaders.ts";
import { servePages } from "./net/pages.ts";
import { returning, sessionRoutes } from "./net/sessionRoutes.ts";
import type { Feed } from "./ops/feed.ts";
import { orderRoutes } from "./ops/orders.ts";
import type { PresenceFeed } from "./ops/presenceFeed.ts";
import { opsRoutes } from "./ops/routes.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import type { Leaderboards } from "./records/leaderboards.ts";
import { recordRoutes } from "./records/recordRoutes.ts";
import { elsewhere } from "./whereabouts.ts";

/** The built browser game. */
export const CLIENT = join(import.meta.dirname, "../dist/client");

/** What the routes show and act on. */
export interface RoutedParts {
  context: Context;
  access: Access;
  cluster: Cluster;
  operations: ClusterOperations;
  playerReports: PlayerReports;
  feed: Feed;
  presenceFeed: PresenceFeed;
  whereabouts: Whereabouts;
  games: readonly GameServer[];
  home: string | undefined;
  replays: Replays | undefined;
  live: LiveLogs | undefined;
  leaderboards: Leaderboards | undefined;
  partyFeed: PartyFeed;
}

export function addRoutes(app: Application, env: Env, parts: RoutedParts): void {
  const { context, access, cluster, operations, feed, whereabouts, games, home } = parts;
  const { partyFeed, playerReports, presenceFeed: presence, replays, live, leaderboards } = parts;
  const { telemetry, identities, textFilter } = context;
  // Only the exact paths that the HTTP front checks are routes.
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.use(pageHeaders(env.PUBLIC_ADDRESS !== undefined));
  sessionRoutes(app, identities, textFilter);
  const ops = { operations, replays: replayOrders(replays, telemetry.metrics), playerReports };
  opsRoutes(app, access, ops, { feed, presence }, telemetry.metrics, live !== undefined);
  orderRoutes(app, access, ops, telemetry);
  replayRoutes(app, replays, telemetry.metrics);
  watchRoutes(app, {
    ...{ live, metrics: telemetry.metrics, most: env.MAX_WATCHERS_PER_PROCESS },
    elsewhere: (room) => elsewhere(whereabouts, room),
  });
  partyRoutes(app, {
    ...{ feed: partyFeed, words: textFilter },
    playerOf: (request) => returning(request, identities)?.id,
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

/** Answers errors of routes without details of the code. */
const lastResort =
  (log: Telemetry["log"]): ErrorRequestHandler =>
  (err, _request, response, next) => {
    const status = Number(err?.status);
    if (!(status >= 400 && status < 500)) log.error({ err }, "error in a route");
    if (response.headersSent) next(err);
    else
      response
        .status(status >= 400 && status < 500 ? status : 500)
        .json({ error: "the server failed to answer this request; try again" });
  };
