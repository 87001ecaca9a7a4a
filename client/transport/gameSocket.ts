/**
 * The connection to a room: a WebSocket or, where none opens, the same frames over HTTP (httpSocket.ts). The
 * SDK sees a single socket in both cases.
 *
 * A WebSocket that has not opened in time is blocked by the network, or only late. So it stays open beside
 * the HTTP connection: both ask for the same seat, and the server gives it to the one that comes first. The
 * room speaks through that one, and the other one is closed.
 */
import {
  ABNORMAL,
  closeSilently,
  type Headers,
  isRefusal,
  type MakeWebSocket,
  type SocketLike,
  STATE,
} from "../framework/socketLike.ts";
import type { Transport, TransportChoice } from "./choice.ts";
import { HttpSocket } from "./httpSocket.ts";

export class GameSocket implements SocketLike {
  binaryType = "arraybuffer";
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly #url: string;
  readonly #headers: Headers;
  readonly #choice: TransportChoice;
  readonly #make: MakeWebSocket;
  /** The sockets that ask for the seat; once one has it, only that one. */
  readonly #sockets = new Set<SocketLike>();
  /** The one that sends: the first that has opened, until one has the seat. */
  #socket: SocketLike;
  #hasOpened = false;
  /** Whether the room has spoken. */
  #hasSpoken = false;
  /** The transport that has been reported to the choice. */
  #reported: Transport | undefined;
  /** Tells the SDK how the HTTP connection has ended, while the WebSocket beside it may still open. */
  #firstEnd: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(choice: TransportChoice, url: string, headers: Headers, make: MakeWebSocket) {
    this.#url = url;
    this.#headers = headers;
    this.#choice = choice;
    this.#make = make;
    const { transport } = choice;
    this.#socket = this.#open(transport);
    if (transport === "websocket" && choice.fallsBack)
      this.#timer = setTimeout(() => this.#openHttp(), choice.timeout);
  }

  /** The transport in use, or the one that is being opened. */
  get transport(): Transport {
    return transportOf(this.#socket);
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  close(code?: number, reason?: string): void {
    // Abandoned before it was open. The SDK may close it again, and after its end.
    if (!this.#hasOpened && !this.#isClosed) this.#choice.failed();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#keepOnly(this.#socket);
    this.#socket.close(code, reason);
  }

  #open(transport: Transport): SocketLike {
    const socket =
      transport === "websocket" ? this.#make(this.#url, this.#headers) : this.#httpSocket(transport);
    socket.binaryType = this.binaryType;
    this.#sockets.add(socket);
    let fault: Event | undefined;
    socket.onopen = (event) => this.#opened(socket, event);
    socket.onmessage = (event) => this.#received(socket, event);
    socket.onerror = (event) => {
      const isAlone = this.#sockets.size === 1 && this.#firstEnd === undefined;
      if (this.#hasOpened && isAlone) this.onerror?.(event);
      else fault = event;
    };
    socket.onclose = (event) => this.#ended(socket, event, fault);
    return socket;
  }

  #httpSocket(transport: Exclude<Transport, "websocket">): HttpSocket {
    return new HttpSocket(this.#url, {
      authorization: this.#headers.Authorization,
      polls: transport === "polling",
      onHeld: () => this.#choice.opened("polling"),
    });
  }

  /** Asks for the seat over HTTP, beside the WebSocket. */
  #openHttp(): void {
    clearTimeout(this.#timer);
    this.#open("stream");
  }

  #opened(socket: SocketLike, event: Event): void {
    const transport = transportOf(socket);
    // That HTTP opens as well shows nothing about WebSockets.
    if (transport === "websocket" || this.#sockets.size === 1) this.#reportTransport(transport);
    if (this.#sockets.size === 1) {
      clearTimeout(this.#timer);
      this.#firstEnd = undefined;
    }
    if (this.#hasOpened) return;
    this.#hasOpened = true;
    this.#socket = socket;
    this.onopen?.(event);
  }

  #received(socket: SocketLike, event: MessageEvent<ArrayBuffer>): void {
    // The other socket may have the seat that this one is refused.
    if (!this.#hasSpoken && this.#sockets.size > 1 && isRefusal(event.data)) {
      this.#keepOther(socket, () => {
        this.onmessage?.(event);
        this.onclose?.(new CloseEvent("close", { code: ABNORMAL }));
      });
      return;
    }
    if (!this.#hasSpoken) {
      this.#hasSpoken = true;
      clearTimeout(this.#timer);
      this.#keepOnly(socket);
      this.#reportTransport(transportOf(socket));
    }
    this.onmessage?.(event);
  }

  #ended(socket: SocketLike, event: CloseEvent, fault: Event | undefined): void {
    if (transportOf(socket) === "websocket" && this.#canFallBack()) this.#openHttp();
    const report = () => this.#reportEnd(event, fault ?? event);
    if (this.#sockets.size > 1) this.#keepOther(socket, report);
    else (this.#firstEnd ?? report)();
  }

  #canFallBack(): boolean {
    if (this.#hasOpened || this.#isClosed || this.#firstEnd !== undefined) return false;
    return this.#sockets.size === 1 && this.#choice.fallsBack;
  }

  /**
   * One of two sockets has ended.
   * @param report tells the SDK, if the other one does not open either
   */
  #keepOther(socket: SocketLike, report: () => void): void {
    const [other] = [...this.#sockets].filter((one) => one !== socket) as [SocketLike];
    this.#keepOnly(other);
    // A WebSocket to which the seat was given opens soon; one that the network blocks never does.
    if (transportOf(other) !== "websocket" || other.readyState !== STATE.connecting) return;
    this.#firstEnd = report;
    this.#timer = setTimeout(() => {
      closeSilently(other);
      report();
    }, this.#choice.timeout);
  }

  #keepOnly(socket: SocketLike): void {
    for (const other of this.#sockets) if (other !== socket) closeSilently(other);
    this.#sockets.clear();
    this.#sockets.add(socket);
    this.#socket = socket;
  }

  #reportEnd(event: CloseEvent, fault: Event): void {
    clearTimeout(this.#timer);
    if (!this.#hasOpened && !this.#isClosed) {
      this.#choice.failed();
      this.onerror?.(fault);
    }
    this.#isClosed = true;
    this.onclose?.(event);
  }

  /** Tells the choice which transport works. */
  #reportTransport(transport: Transport): void {
    // A WebSocket that came second has opened all the same.
    if (this.#reported === transport || this.#reported === "websocket") return;
    this.#reported = transport;
    this.#choice.opened(transport);
    if (transport === "websocket") return;
    const isWanted = () => this.readyState === STATE.open && this.transport !== "websocket";
    this.#choice.tryAgain(echoOf(this.#url), (url) => this.#make(url, {}), isWanted);
  }
}

const transportOf = (socket: SocketLike): Transport =>
  socket instanceof HttpSocket ? socket.transport : "websocket";

/**
 * @param url of a room's socket
 * @returns address of the same process's echo: see `upgradeTarget` in the server
 */
function echoOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/[^/]+\/[^/]+$/, "")}`;
}
