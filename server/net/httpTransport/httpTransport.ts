/**
 * Serves the requests of the HTTP transport (shared/httpTransport.ts). A connection opens as an upgrade that
 * passes the HTTP front like any other. Its later requests are identified by their secret, and count by the
 * limits of the connection.
 */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import { z } from "zod";
import { readDown, readUp, SECRET_BYTES, writeOffset } from "../../../shared/httpTransport.ts";
import { upgradeOver } from "../../framework/tunnel.ts";
import type { Cors } from "../cors.ts";
import type { RequestRefusal } from "../refusals.ts";
import { type Answered, HttpConnection } from "./httpConnection.ts";
import { readBytes } from "./requestBytes.ts";

const PATH = /^(\/[\w-]{1,64}\/[\w-]{1,64})\/http\/(open|up|down)$/;
/** How long a client may still fetch the close frame of its connection, ms. */
const FAREWELL = 2000;

const openRequest = z.object({
  query: z.string().max(1800),
  authorization: z.string().max(1100).optional(),
});

const STATUS = { gone: 410, malformed: 400 } as const;

export type Asked = "open" | "up" | "down";

/** @returns what a request asks of the HTTP transport; undefined for any other request */
export const askedOf = ({ method, url }: IncomingMessage): Asked | undefined =>
  method === "POST" ? (PATH.exec(url!.split("?", 1)[0]!)?.[2] as Asked | undefined) : undefined;

export class HttpTransport {
  readonly #connections = new Map<string, HttpConnection>();
  readonly #server: Server;
  readonly #cors: Cors;
  readonly #onCount: (open: number) => void;
  #open = 0;

  /** @param onCount called after each change of the number of open connections */
  constructor(server: Server, cors: Cors, onCount: (open: number) => void = () => {}) {
    this.#server = server;
    this.#cors = cors;
    this.#onCount = onCount;
  }

  /** @param headers as the client or its proxy sent them, of an admitted request with its parsed body */
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
      // The client left before it knew its secret, so nobody can use this connection.
      if (!response.writableFinished) connection.destroy();
    });
    upgradeOver(connection, this.#server, `${target}${query === "" ? "" : `?${query}`}`, {
      ...headers,
      ...(authorization !== undefined && { authorization }),
    });
    const handshake = await connection.answered;
    if (response.destroyed) return;
    if (handshake?.status === 101) {
      this.#count(connection);
      return this.#answer(request, response, 200, JSON.stringify({ secret }));
    }
    this.#connections.delete(secret);
    for (const [name, value] of handshake?.headers ?? [])
      if (PASSED.has(name)) response.setHeader(name, value);
    this.#answer(request, response, handshake?.status ?? 503, handshake?.body ?? '{"error":"hung up"}');
  }

  /**
   * @param isTooMany called for a request without a connection: whether its client network is over the limit
   * @returns why the request is refused; undefined when it is answered
   */
  async carry(
    asked: "up" | "down",
    request: IncomingMessage,
    response: ServerResponse,
    isTooMany: () => boolean,
  ): Promise<RequestRefusal | undefined> {
    const bytes = await readBytes(request);
    if (response.destroyed) return undefined;
    if (bytes === undefined) return "body_too_large";
    const connection = this.#connections.get(bytes.toString("hex", 0, SECRET_BYTES));
    if (connection === undefined) {
      if (isTooMany()) return "too_many_requests";
      this.#answer(request, response, 404, '{"error":"no such connection"}');
      return undefined;
    }
    const answered = connection.mayAsk()
      ? this.#take(asked, connection, bytes, request, response)
      : "too_fast";
    if (answered === "too_fast") return "too_many_requests";
    if (answered === "malformed") connection.offend();
    if (answered !== "ok")
      this.#answer(request, response, STATUS[answered], JSON.stringify({ error: answered }));
    return undefined;
  }

  #count(connection: HttpConnection): void {
    if (connection.destroyed) return;
    this.#onCount(++this.#open);
    connection.once("close", () => this.#onCount(--this.#open));
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
    // No preflight header is needed here.
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
/** Headers of a refused upgrade that are passed to its client. */
const PASSED: ReadonlySet<string> = new Set(["Retry-After"]);
