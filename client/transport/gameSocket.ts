/**
 * The connection to a room: a WebSocket or, where none opens, the same frames over HTTP (httpSocket.ts). The
 * SDK sees a single socket in both cases.
 */
import { type Headers, type MakeWebSocket, type SocketLike, STATE } from "../framework/socketLike.ts";
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
  #socket: SocketLike;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(choice: TransportChoice, url: string, headers: Headers, make: MakeWebSocket) {
    this.#url = url;
    this.#headers = headers;
    this.#choice = choice;
    this.#make = make;
    this.#socket = this.#open(choice.transport);
  }

  /** The transport in use, or the one that is being opened. */
  get transport(): Transport {
    return this.#socket instanceof HttpSocket ? this.#socket.transport : "websocket";
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  close(code?: number, reason?: string): void {
    // Abandoned before it was open.
    if (this.#socket.readyState === STATE.connecting) this.#choice.failed();
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket.close(code, reason);
  }

  #open(transport: Transport): SocketLike {
    const choice = this.#choice;
    const socket = transport === "websocket" ? this.#webSocket() : this.#httpSocket(transport);
    let isOpen = false;
    let fault: unknown;
    socket.onopen = (event: unknown) => {
      isOpen = true;
      clearTimeout(this.#timer);
      choice.opened(transport);
      if (transport !== "websocket") this.#tryAgain();
      this.onopen?.(event as never);
    };
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onerror = (event: unknown) => {
      if (isOpen) this.onerror?.(event as never);
      else fault = event;
    };
    socket.onclose = (event: unknown) => {
      clearTimeout(this.#timer);
      if (!isOpen && !this.#isClosed) {
        if (transport === "websocket" && choice.fallsBack) return this.#fallBack(socket);
        choice.failed();
        this.onerror?.((fault ?? event) as never);
      }
      this.onclose?.(event as never);
    };
    return socket;
  }

  #webSocket(): SocketLike {
    const socket = this.#make(this.#url, this.#headers);
    socket.binaryType = this.binaryType;
    if (this.#choice.fallsBack)
      this.#timer = setTimeout(() => {
        if (socket.readyState === STATE.connecting) this.#fallBack(socket);
      }, this.#choice.timeout);
    return socket;
  }

  #httpSocket(transport: Exclude<Transport, "websocket">): HttpSocket {
    return new HttpSocket(this.#url, {
      authorization: this.#headers.Authorization,
      polls: transport === "polling",
      onHeld: () => this.#choice.opened("polling"),
    });
  }

  #fallBack(socket: SocketLike): void {
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Outside browsers, a WebSocket that is closed while it opens reports an error.
    socket.onerror = () => {};
    socket.close();
    this.#socket = this.#open("stream");
  }

  #tryAgain(): void {
    const isWanted = () => this.readyState === STATE.open && this.transport !== "websocket";
    this.#choice.tryAgain(echoOf(this.#url), (url) => this.#make(url, {}), isWanted);
  }
}

/**
 * @param url of a room's socket @returns address of the same process's echo: see `upgradeTarget` in the
 * server
 */
function echoOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/[^/]+\/[^/]+$/, "")}`;
}
