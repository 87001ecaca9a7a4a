/** Assembles the guard: trusted proxies and origins, the HTTP front, and the counters of refusals. */
import type { Context } from "./context.ts";
import type { Env } from "./env.ts";
import { localRoom } from "./framework/matchMaker.ts";
import { replaceCors } from "./net/cors.ts";
import { Connections, connectionsWithin, descriptorLimit } from "./net/descriptors.ts";
import { HttpFront } from "./net/httpFront.ts";
import { type Comparison, explainRefusal, Origins } from "./net/origins.ts";
import { Peers } from "./net/peer.ts";
import type { GuardReports } from "./net/reports.ts";
import type { SeatGiver } from "./net/seatRoute.ts";
import type { Telemetry } from "./ops/telemetry.ts";

/** A room that knows the owners of its seats. */
interface Owned {
  ownerOf(sessionId: string): string | undefined;
}

/**
 * Shortest time between two log lines about refused pages, ms: anybody can send requests that are refused.
 */
const LOG_EVERY = 10_000;

export interface Guard {
  http: HttpFront;
  /** Logs why a page was refused. */
  onRefusedPage(what: Comparison): void;
}

/** The parts of a server that the guard needs. */
export type GuardParts = Pick<Context, "framework" | "telemetry" | "reports" | "admission" | "identities">;

/** Counts refusals, and reports them to operators. */
export const reportsTo = ({ events, log, metrics }: Telemetry): GuardReports => ({
  refused(reason) {
    metrics.rejected.inc({ reason });
    // On a bad link invalid view times are normal, so they are not reported.
    if (!reason.startsWith("stamp_")) events.add("refused", reason);
  },
  faulted: (err) => log.error({ err }, "fault at the HTTP front"),
  carried: (connections) => metrics.httpConnections.set(connections),
});

/** @param seats see `HttpFront` */
export function createGuard(
  env: Env,
  { framework: { matchMaker }, telemetry: { log }, reports, admission, identities }: GuardParts,
  seats: SeatGiver,
): Guard {
  const onRefusedPage = refusedPages(log);
  const origins = new Origins(env.ALLOWED_ORIGINS, env.REQUIRE_ORIGIN, onRefusedPage);
  replaceCors(matchMaker, origins);
  const limit = descriptorLimit();
  const most = connectionsWithin(limit, env.IO_THREADS);
  const connections = new Connections(most, () =>
    log.warn(
      { limit, connections: most },
      "new connections are refused: the process may not open more files; raise its limit (ulimit -n, LimitNOFILE)",
    ),
  );
  const http = new HttpFront(
    {
      peers: new Peers(env.TRUST_PROXY, (proxy) =>
        log.warn(
          { proxy },
          "requests arrive through a proxy in the local network: if it is yours, set TRUST_PROXY to its address",
        ),
      ),
      origins,
      identities,
      ownerOf: (roomId, sessionId) => localRoom<Owned>(matchMaker, roomId)?.ownerOf?.(sessionId),
      fullFor: () => admission.fullFor(),
      keepAlive: env.KEEP_ALIVE_SECONDS,
      isLeaving: () => admission.leaving,
      reports,
      basePath: env.BASE_PATH,
    },
    seats,
    connections,
  );
  return { http, onRefusedPage };
}

function refusedPages(log: Telemetry["log"]): Guard["onRefusedPage"] {
  let [next, unlogged] = [0, 0];
  return (what) => {
    const now = performance.now();
    if (now < next) {
      unlogged++;
      return;
    }
    log.warn({ ...what, ...(unlogged > 0 && { unlogged }) }, explainRefusal(what));
    next = now + LOG_EVERY;
    unlogged = 0;
  };
}
