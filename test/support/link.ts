/** A link between clients and a server that a test can break: a TCP proxy on this machine. */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export class Link {
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  readonly #pairs: Set<readonly [Socket, Socket]>;
  #silent = false;

  private constructor(server: ReturnType<typeof createServer>, pairs: Set<readonly [Socket, Socket]>) {
    this.#server = server;
    this.#pairs = pairs;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param target the server's address, as in http://localhost:2567 */
  static async to(target: string): Promise<Link> {
    const { hostname, port } = new URL(target);
    const pairs = new Set<readonly [Socket, Socket]>();
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      const pair = [client, upstream] as const;
      pairs.add(pair);
      for (const [from, into] of [pair, [upstream, client] as const]) {
        from.setNoDelay(true);
        from.on("data", (chunk) => into.write(chunk));
        from.on("error", () => from.destroy());
        from.on("close", () => {
          into.destroy();
          pairs.delete(pair);
        });
      }
      if (link.#silent) for (const socket of pair) socket.pause();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const link = new Link(server, pairs);
    return link;
  }

  /** From now on nothing gets through, and nobody is told: as when a phone enters a tunnel. */
  goSilent(): void {
    this.#silent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** The link is back; what was under way arrives now. */
  mend(): void {
    this.#silent = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Ends every connection, at once and for both sides. New ones are welcome. */
  cut(): void {
    for (const [client, upstream] of this.#pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }
}
