/**
 * Emulates a bad network between clients and a server, for bots and tests: a TCP proxy on this machine.
 *
 *   client ═▶ socket ─ OneWay (up) ─▶ socket ═▶ server
 *          ◀═        ◀─ OneWay (down) ─       ◀═
 *
 * It delays the data of a connection, not packets, so opening a connection takes no extra round trip.
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
  /** The same seed gives the n-th chunk of the n-th connection the same delays and stalls. */
  seed?: number;
}

export class EmulatedLink {
  /** Address under which clients reach the server through the link. */
  readonly url: string;
  /** Totals from clients to server, over all connections so far. */
  readonly up = emptyTally();
  /** Totals from server to clients, over all connections so far. */
  readonly down = emptyTally();
  readonly #open: (from: string | undefined) => Socket;
  readonly #profile: LinkProfile;
  readonly #seed: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #ways = new Set<OneWay>();
  #connections = 0;
  #silent = false;

  /** Source address of new connections to the server; undefined: the system chooses. */
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
   * @throws the error of the connection when no server listens there
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

  /** From now on the link drops everything without closing connections, like a phone in a tunnel. */
  goSilent(): void {
    this.#silent = true;
    for (const way of this.#ways) way.goSilent();
  }

  /** Ends the silence; delayed chunks arrive now. */
  mend(): void {
    this.#silent = false;
    for (const way of this.#ways) way.mend();
  }

  /**
   * The client changes its network, for example from Wi-Fi to mobile: existing connections are dead without
   * being closed, and new ones come from another address.
   * @param from an address of this machine, such as 127.0.0.2
   */
  roam(from: string): void {
    for (const way of this.#ways) way.goSilent();
    this.#ways.clear();
    this.#from = from;
  }

  /** Closes every connection at once, on both sides. New connections are accepted. */
  cut(): void {
    for (const socket of this.#sockets) {
      // A socket that is still connecting could be reset only later, and one that is ending not at all: it
      // would never close. `destroy` follows because a reset alone waits for unsent data.
      if (!socket.connecting && !socket.writableEnded) socket.resetAndDestroy();
      socket.destroy();
    }
  }

  /** Closes every connection, accepts no new ones, and waits until no socket is left. */
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
      // "close" follows each error, and handles it.
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        if (client.destroyed && server.destroyed) for (const way of ways) this.#ways.delete(way);
      });
    }
  }
}
