/**
 * What clients and operators connect to: the guarded HTTP server, the framework's transport on it, and its
 * address.
 */
import type { Server as HttpServer } from "node:http";
import type { WebSocketTransport } from "@colyseus/ws-transport";
import type { ProcessAddress } from "./cluster/ledger.ts";
import type { Context } from "./context.ts";
import type { Env } from "./env.ts";
import { createGuard } from "./guard.ts";
import type { IoThreads } from "./io/ioThreads.ts";
import { type Access, accessWith } from "./net/operators.ts";
import type { SeatGiver } from "./net/seatRoute.ts";
import { guardedTransport } from "./net/transport.ts";
import { ownAddress } from "./ownAddress.ts";

export interface Front {
  http: HttpServer;
  transport: WebSocketTransport;
  /** Who may use the routes of operators. */
  access: Access;
  /** See `ownAddress`. */
  self(): ProcessAddress;
}

/**
 * @param isOpening whether a room is about to be opened here
 * @param io absent: this thread serves the connections
 */
export function createFront(
  env: Env,
  context: Context,
  giveSeat: SeatGiver["giveSeat"],
  isOpening: (room: string) => boolean,
  io: IoThreads | undefined,
): Front {
  const { framework, telemetry } = context;
  const { matchMaker } = framework;
  const isStopping = () => matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN;
  const { http, onRefusedPage } = createGuard(env, context, { giveSeat, isStopping });
  const transport = guardedTransport(framework, http, isOpening, io);
  // The listener would print a failed start with its stack; main.ts prints one line.
  http.removeAllListeners("error");
  return {
    http,
    transport,
    access: accessWith(env.OPS_TOKEN, onRefusedPage),
    self: ownAddress(matchMaker, env.PUBLIC_ADDRESS, http, telemetry.log),
  };
}
