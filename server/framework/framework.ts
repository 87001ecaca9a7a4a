/**
 * The parts of Colyseus that hold the state of a server. The package keeps it in its modules: the matchmaker with its rooms, its
 * driver, its presence and its process id is one for each loaded copy of the package. So a server is handed the copy it runs
 * on, and nothing else in server/ imports these parts; two servers in one process need two copies (test/support/twoServers.ts
 * loads a second one). What else is imported of the package are types, constants and functions without state.
 */
import { matchMaker, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";

export type MatchMaker = typeof matchMaker;

export interface Framework {
  readonly matchMaker: MatchMaker;
  readonly Server: typeof Server;
  readonly WebSocketTransport: typeof WebSocketTransport;
}

/** The copy that the process loads. */
export const colyseus: Framework = { matchMaker, Server, WebSocketTransport };
