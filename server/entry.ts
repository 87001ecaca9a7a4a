/** A second port of the same server. In a worker of node:cluster all workers share the port. */
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer, type Server as NetServer } from "node:net";

/** Another program listens at the entry port. */
export class EntryInUse extends Error {}

export class Entry {
  readonly #http: HttpServer;
  readonly #port: number | undefined;
  readonly #host: string;
  #server: NetServer | undefined;

  /** @param port see ENTRY_PORT; absent, there is none */
  constructor(http: HttpServer, port: number | undefined, host: string) {
    this.#http = http;
    this.#port = port;
    this.#host = host;
  }

  /** Without effect while it is open. @throws EntryInUse, or why else the port cannot be opened */
  async open(): Promise<void> {
    if (this.#port === undefined || this.#server?.listening) return;
    this.#server = createServer({ noDelay: true }, (socket) => this.#http.emit("connection", socket));
    this.#server.listen(this.#port, this.#host);
    try {
      await once(this.#server, "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      throw new EntryInUse(`ENTRY_PORT: ${this.#port} is in use; choose another`);
    }
  }

  /** Open connections stay. */
  close(): void {
    this.#server?.close();
  }
}
