/**
 * Serves the requests of the HTTP transport (shared/httpTransport.ts). A connection is opened as an upgrade that passes the HTTP
 * front like any other; its later requests are known by their secret, and count by the limits of the connection.
 */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import { z } from "zod";
import { readDown, readUp, SECRET_BYTES, writeOffset } from "../../../shared/httpTransport.ts";
import { upgradeOver } from "../../framework/tunnel.ts";
import type { Cors } from "../cors.ts";
import { type Answered, HttpConnection } from "./httpConnection.ts";
import { readBytes } from "./requestBytes.ts";

const PATH = /^(\/[\w-]{1,64}\/[\w-]{1,64})\/http\/(open|up|down)$/;
/** ms in which a client may still fetch how its connection was closed. */
const FAREWELL = 2000;

const openRequest = z.object({
  query: z.string().max(1800),
  authorization: z.string().max(1100).optional(),
});

const STATUS: { [A in Answered]: number } = { ok: 200, gone: 410, malformed: 400, too_fast: 429 };

export type Asked = "open" | "up" | "down";

/** @returns what a request asks of the HTTP transport; undefined for any other request */
export const askedOf = ({ method, url }: IncomingMessage): Asked | undefined =>
  method === "POST" ? (PATH.exec(url!.split("?", 1)[0]!)?.[2] as Asked | undefined) : undefined;

export class HttpTransport {
  readonly #connections = new Map<string, HttpConnection>();
  readonly #server: Server;
  readonly #cors: Cors;

  constructor(server: Server, cors: Cors) {
    this.#server = server;
    this.#cors = cors;
  }

  /** Connections that are open. */
  get size(): number {
    return this.#connections.size;
  }

  /** @param headers as the client or its proxy sent them, of a request that was admitted, with its parsed body */
  async open(
    request: IncomingMessage & { body?: unknown },
    response: ServerResponse,
    headers: IncomingHttpHeaders,
  ): Promise<void> {
    const asked = openRequest.safeParse(request.body);
    if (!asked.success)
      return this.#answer(request, response, 400, '{"error":"not a request for a connection"}');
    const { query, authorization } = asked.data;
    const [, target] = PATH.exec(request.url!.split("?", 1)[0]!)!;
    const connection = new HttpConnection(request.socket.remoteAddress ?? "");
    const secret = randomBytes(SECRET_BYTES).toString("hex");
    this.#connections.set(secret, connection);
    connection.once("close", () => setTimeout(() => this.#connections.delete(secret), FAREWELL).unref());
    response.once("close", () => {
      // The client went away before it knew its secret: nobody will ever ask for this connection.
      if (!response.writableFinished) connection.destroy();
    });
    upgradeOver(connection, this.#server, `${target}${query === "" ? "" : `?${query}`}`, {
      ...headers,
      ...(authorization !== undefined && { authorization }),
    });
    const handshake = await connection.answered;
    if (response.destroyed) return;
    if (handshake?.status === 101) return this.#answer(request, response, 200, JSON.stringify({ secret }));
    this.#connections.delete(secret);
    for (const [name, value] of handshake?.headers ?? [])
      if (PASSED.has(name)) response.setHeader(name, value);
    this.#answer(request, response, handshake?.status ?? 503, handshake?.body ?? '{"error":"hung up"}');
  }

  /** @param isUnknown called for a request without a connection: whether it is one too many of its client network */
  async carry(
    asked: "up" | "down",
    request: IncomingMessage,
    response: ServerResponse,
    isTooMany: () => boolean,
  ): Promise<void> {
    const bytes = await readBytes(request);
    if (response.destroyed) return;
    const secret = bytes?.toString("hex", 0, SECRET_BYTES) ?? "";
    const connection = this.#connections.get(secret);
    if (connection === undefined || bytes === undefined) {
      const [status, error] =
        bytes === undefined
          ? [413, "too large"]
          : isTooMany()
            ? [429, "too many requests"]
            : [404, "no such connection"];
      return this.#answer(request, response, status as number, JSON.stringify({ error }));
    }
    const answered = connection.mayAsk()
      ? this.#take(asked, connection, bytes, request, response)
      : "too_fast";
    if (answered === "ok") return;
    if (answered === "malformed") connection.offend();
    this.#answer(request, response, STATUS[answered], JSON.stringify({ error: answered }));
  }

  #take(
    asked: "up" | "down",
    connection: HttpConnection,
    bytes: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Answered {
    if (asked === "down") {
      const down = readDown(bytes);
      if (down === undefined) return "malformed";
      this.#head(request, response, "application/octet-stream");
      return connection.attach(response, down.from, down.how);
    }
    const up = readUp(bytes);
    if (up === undefined) return "malformed";
    const taken = connection.receive(up.batch, up.acknowledged, up.frames);
    if (taken === "ok") this.#answer(request, response, 200, writeOffset(connection.written));
    return taken;
  }

  #head({ headers }: IncomingMessage, response: ServerResponse, type: string): void {
    // Nothing needs a preflight, which would want to know more.
    const { [ALLOWED]: allowed } = this.#cors(headers);
    if (allowed !== undefined) response.setHeader(ALLOWED, allowed).setHeader("Vary", "Origin");
    response.setHeader("Content-Type", type);
  }

  #answer(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    body: string | Uint8Array,
  ): void {
    this.#head(request, response, typeof body === "string" ? "application/json" : "application/octet-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Length", Buffer.byteLength(body));
    response.writeHead(status);
    response.end(body);
  }
}

const ALLOWED = "Access-Control-Allow-Origin";
/** Headers of a refused upgrade that its client is told. */
const PASSED: ReadonlySet<string> = new Set(["Retry-After"]);
