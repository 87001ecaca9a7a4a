/**
 * The parts of Colyseus that hold the state of a server. The package keeps it in its modules: each loaded
 * copy of the package has one matchmaker with its rooms, one driver, one presence and one process id. So a
 * server is given the copy that it runs on, and nothing else in server/ imports these parts. Two servers in
 * one process need two copies (test/support/twoServers.ts loads a second one). The other imports from the
 * package are types, constants and functions without state.
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
