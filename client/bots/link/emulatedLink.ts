/**
 * A bad network between clients and a server, for bots and tests: a TCP proxy on this machine.
 *
 *   client ═▶ socket ─ OneWay (up) ─▶ socket ═▶ server
 *          ◀═        ◀─ OneWay (down) ─       ◀═
 *
 * It delays what TCP hands over, not packets: opening a connection costs no round trip of its own.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { bareHost } from "../../../shared/address.ts";
import { DelayLine, emptyTally } from "./delayLine.ts";
import { OneWay } from "./oneWay.ts";
import { type LinkProfile, PROFILES } from "./profiles.ts";

export interface LinkOptions {
  profile?: LinkProfile;
  /** Same seed, same delays and stalls for the n-th chunk of the n-th connection. */
  seed?: number;
}

export class EmulatedLink {
  /** Where clients find the server behind the link. */
  readonly url: string;
  /** What clients sent, over all connections so far. */
  readonly up = emptyTally();
  /** What the server sent, over all connections so far. */
  readonly down = emptyTally();
  readonly #open: (from: string | undefined) => Socket;
  readonly #profile: LinkProfile;
  readonly #seed: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #ways = new Set<OneWay>();
  #connections = 0;
  #silent = false;

  /** Address that new connections come from; undefined lets the system choose. */
  #from: string | undefined;

  private constructor(
    server: Server,
    open: (from: string | undefined) => Socket,
    profile: LinkProfile,
    seed: number,
  ) {
    this.#server = server;
    this.#open = open;
    this.#profile = profile;
    this.#seed = seed;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (client) => this.#join(client, this.#open(this.#from)));
  }

  /**
   * @param target the server's address, as in http://localhost:2567; http only
   * @throws what connecting to it throws when nobody listens there
   */
  static async to(target: string, { profile = PROFILES.clean, seed = 1 }: LinkOptions = {}) {
    const { hostname, port } = new URL(target);
    const host = bareHost(hostname);
    const open = (from: string | undefined) =>
      connect({
        host,
        port: Number(port || 80),
        noDelay: true,
        allowHalfOpen: true,
        ...(from === undefined ? {} : { localAddress: from }),
      });
    const probe = open(undefined);
    await once(probe, "connect");
    probe.destroy();
    const server = createServer({ noDelay: true, allowHalfOpen: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new EmulatedLink(server, open, profile, seed);
  }

  /** From now on nothing gets through, and nobody is told: as when a phone enters a tunnel. */
  goSilent(): void {
    this.#silent = true;
    for (const way of this.#ways) way.goSilent();
  }

  /** The link is back; what was under way arrives now. */
  mend(): void {
    this.#silent = false;
    for (const way of this.#ways) way.mend();
  }

  /**
   * The client's network changes, as from Wi-Fi to mobile: its connections so far are dead, and neither side is told; new
   * ones come from another address.
   * @param from one of this machine, as in 127.0.0.2
   */
  roam(from: string): void {
    for (const way of this.#ways) way.goSilent();
    this.#ways.clear();
    this.#from = from;
  }

  /** Ends every connection, at once and for both sides. New ones are welcome. */
  cut(): void {
    for (const socket of this.#sockets) {
      // A socket that is not connected yet could be reset only later, and one that is just saying goodbye not at all: it would
      // never close. A reset alone waits for what is still unsent.
      if (!socket.connecting && !socket.writableEnded) socket.resetAndDestroy();
      socket.destroy();
    }
  }

  /** Cuts, lets nobody in any more, and waits until no socket is left. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const gone = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    this.cut();
    await Promise.all([closed, ...gone]);
  }

  #join(client: Socket, server: Socket): void {
    const [seed, connection, now] = [this.#seed, this.#connections++, performance.now()];
    const line = (way: "up" | "down") =>
      new DelayLine(this.#profile, { seed, connection, way }, now, this[way]);
    const ways = [
      new OneWay(client, server, line("up"), this.#silent),
      new OneWay(server, client, line("down"), this.#silent),
    ];
    for (const way of ways) this.#ways.add(way);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      // What it means is told by "close".
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        if (client.destroyed && server.destroyed) for (const way of ways) this.#ways.delete(way);
      });
    }
  }
}
