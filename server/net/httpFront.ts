/**
 * The HTTP front: every request and upgrade passes through it before the framework or any route sees it.
 *
 *   request ─ turn ─ peer ─ head ─ rate ─ origin ─ body ─ matchmaking ─▶ seatRoute.ts, framework, routes
 *   upgrade ─ turn ─ peer ─ head ─ origin ─ target ─ rate ─ seat owner ─▶ framework
 *
 * A request opens a connection over HTTP (httpTransport/) by becoming an upgrade. Its later requests count by
 * the limits of that connection.
 *
 * A refused request is answered, counted by its reason, and not parsed any further.
 */
import { type IncomingMessage, Server, type ServerOptions, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { AdmissionFilter, type AdmissionFilterOptions } from "./admissionFilter.ts";
import { type Cors, corsFor } from "./cors.ts";
import { Connections } from "./descriptors.ts";
import { askedOf, HttpTransport } from "./httpTransport/httpTransport.ts";
import { Pipelines } from "./pipelines.ts";
import { answerFault, answerRefused, refusalText } from "./refusalAnswers.ts";
import type { RequestRefusal } from "./refusals.ts";
import type { GuardReports } from "./reports.ts";
import { answerSeatRequest, type SeatGiver } from "./seatRoute.ts";
import { noteUpgrade } from "./upgraded.ts";
import { WorkLimiter } from "./workLimiter.ts";

/** In ms and bytes: an honest client sends a head and a small body at once. */
export const HTTP_OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8 * 1024,
};

/**
 * A connection that stops in the middle of a request or an answer is closed after this long without traffic,
 * ms: its client does not read. (Node checks twice.) Between two requests it is kept for KEEP_ALIVE_SECONDS
 * (env.ts), because proxies reuse idle connections, and lose a request when one is closed just then.
 * liveness.ts watches WebSockets.
 */
const STUCK = 15_000;

/** Time for new requests in one turn of the event loop, ms: ticks must run in between. */
const A_TURN = 2;

export interface HttpFrontOptions extends AdmissionFilterOptions {
  /** How long a connection may rest between two requests, s. */
  keepAlive: number;
  /** Whether this process is about to end: no connection is then kept for another request. */
  isLeaving(): boolean;
  /** See BASE_PATH in env.ts; empty for none. */
  basePath: string;
  reports: GuardReports;
}

/**
 * An HTTP server whose events pass the admission filter first, in whatever order other listeners were added.
 */
export class HttpFront extends Server {
  readonly #admissionFilter: AdmissionFilter;
  readonly #connections: Connections;
  readonly #seats: SeatGiver;
  readonly #reports: GuardReports;
  readonly #cors: Cors;
  readonly #workLimiter = new WorkLimiter(A_TURN);
  readonly #pipelines = new Pipelines();
  readonly #httpTransport: HttpTransport;

  readonly #isLeaving: () => boolean;
  readonly #basePath: string;

  /**
   * @param seats answers requests for seats
   * @param connections of the whole process; without a limit unless given
   */
  constructor(options: HttpFrontOptions, seats: SeatGiver, connections = new Connections()) {
    super({ ...HTTP_OPTIONS, keepAliveTimeout: options.keepAlive * 1000 });
    this.#isLeaving = options.isLeaving;
    this.#basePath = options.basePath;
    this.#connections = connections;
    this.#seats = seats;
    this.#reports = options.reports;
    this.#cors = corsFor(options.origins);
    this.#httpTransport = new HttpTransport(this, this.#cors, (connections) =>
      this.#reports.carried(connections),
    );
    this.#admissionFilter = new AdmissionFilter(options);
    this.timeout = STUCK;
    this.maxHeadersCount = 64;
    this.maxRequestsPerSocket = 1000;
  }

  override emit(event: string, ...args: unknown[]): boolean {
    switch (event) {
      case "connection":
        return this.#onConnection(args[0] as Socket) && super.emit(event, ...args);
      case "request": {
        const [request, response] = args as [IncomingMessage, ServerResponse];
        this.#takeOffBase(request);
        if (this.#pipelines.isWaiting(request.socket)) this.#onPipelined(request, response);
        else this.#take(request, response);
        return true;
      }
      case "upgrade":
        this.#takeOffBase(args[0] as IncomingMessage);
        this.#onUpgrade(args[0] as IncomingMessage, args[1] as Socket, args[2] as Buffer).catch((fault) => {
          this.#reports.faulted(fault);
          (args[1] as Socket).destroy();
        });
        return true;
      default:
        return super.emit(event, ...args);
    }
  }

  #onConnection(socket: Socket): boolean {
    if (!this.#connections.take()) return this.#hangUp(socket, "connections");
    const release = this.#admissionFilter.connected(socket.remoteAddress ?? "");
    // One listener for both: each takes a quarter of a kilobyte.
    socket.once("close", () => {
      this.#connections.release();
      release?.();
    });
    return release === undefined ? this.#hangUp(socket, "too_many_requests") : true;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.#onRequest(request, response).catch((fault) => {
      this.#reports.faulted(fault);
      answerFault(response);
    });
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrived = performance.now();
    this.#pipelines.begin(request.socket, response);
    await this.#workLimiter.take();
    if (response.destroyed) return;
    const asked = askedOf(request);
    if (asked === "up" || asked === "down") return this.#onCarried(asked, request, response);
    // The original headers: admission removes untrusted ones, and the upgrade passes admission again.
    const headers = asked === "open" ? { ...request.headers } : undefined;
    const { refused, verified } = await this.#admissionFilter.admit(request);
    if (response.destroyed) return;
    if (this.#isLeaving()) response.shouldKeepAlive = false;
    if (refused !== undefined) this.#answer(response, refused.reason, refused.seconds);
    else if (headers !== undefined) await this.#httpTransport.open(request, response, headers);
    else if (verified !== undefined)
      await answerSeatRequest(request, response, { arrived, verified }, this.#seats, this.#cors);
    else super.emit("request", request, response);
  }

  /** @param asked request of an open connection over HTTP */
  async #onCarried(asked: "up" | "down", request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = this.#admissionFilter.admitCarried(request);
    if (this.#isLeaving()) response.shouldKeepAlive = false;
    if (refused !== undefined) return this.#answer(response, refused);
    const isTooMany = () => this.#admissionFilter.isTooMany(request);
    const reason = await this.#httpTransport.carry(asked, request, response, isTooMany);
    if (reason !== undefined) this.#answer(response, reason, reason === "too_many_requests" ? 1 : undefined);
  }

  #onPipelined(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const next = this.#pipelines.next(socket, () => this.#take(request, response));
    if (next === "refuse") this.#answer(response, "pipelined");
    else if (next === "cut") socket.destroy();
  }

  /**
   * Removes the base path, before anything reads the target. The base alone, without a slash, is left for a
   * redirect; see pages.ts.
   */
  #takeOffBase(request: IncomingMessage): void {
    const { length } = this.#basePath;
    if (length > 0 && request.url?.startsWith(`${this.#basePath}/`)) request.url = request.url.slice(length);
  }

  async #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    // Until the framework takes over, the socket has no other error listener.
    const onError = (): void => {
      socket.destroy();
    };
    socket.on("error", onError);
    if (this.#pipelines.isWaiting(socket)) {
      this.#reports.refused("pipelined");
      socket.destroy();
      return;
    }
    await this.#workLimiter.take();
    const verdict = this.#admissionFilter.admitSocket(request);
    if (socket.destroyed) return;
    if (verdict.request !== undefined) {
      this.#reports.refused(verdict.request);
      socket.end(refusalText(verdict.request, verdict.seconds), () => socket.destroySoon());
      return;
    }
    const { target, socket: refusal } = verdict;
    noteUpgrade(request, { target: target!, refusal, reports: this.#reports });
    socket.off("error", onError);
    // The handshake and the room's first message, which follows at once, are then written by one system call.
    socket.cork();
    process.nextTick(() => socket.uncork());
    super.emit("upgrade", request, socket, head);
  }

  #hangUp(socket: Socket, reason: RequestRefusal): false {
    this.#reports.refused(reason);
    socket.destroy();
    return false;
  }

  #answer(response: ServerResponse, reason: RequestRefusal, seconds?: number): void {
    this.#reports.refused(reason);
    answerRefused(response, reason, seconds);
  }
}
