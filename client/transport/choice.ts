/**
 * Chooses between WebSockets and HTTP. A page starts with WebSockets. When one does not open, it uses HTTP
 * and remembers that for the browser session. Meanwhile it tests whether WebSockets open again; the next join
 * or reconnection then uses one.
 */
import { closeSilently, type SocketLike } from "../framework/socketLike.ts";

/** How a connection carries its bytes: over a WebSocket, or over HTTP in streamed or polled answers. */
export type Transport = "websocket" | "stream" | "polling";

/**
 * A WebSocket may take this many round trips to open: three for TCP, TLS and the upgrade, and one for a lost
 * packet.
 */
const TRIPS = 4;
/** Limits of that time, ms. */
const OPENS_WITHIN = { least: 1200, most: 10_000 } as const;
/** Tests whether a WebSocket opens, ms. */
const TRIAL = { every: 30_000, timeout: 5000 } as const;

/** "auto": as described above; the others are for programs and tests. */
export const TRANSPORT_WISHES = ["auto", "websocket", "stream", "polling"] as const;
export type TransportWish = (typeof TRANSPORT_WISHES)[number];

/** Keeps one word for the browser session. */
export interface ChoiceMemory {
  recall(): string;
  keep(word: string): void;
}

export class TransportChoice {
  readonly #wish: TransportWish;
  readonly #memory: ChoiceMemory | undefined;
  /** The HTTP transport that opened when no WebSocket did; "" for none. */
  #known: string;
  /** Whether a WebSocket has opened. */
  #hasOpened = false;
  /** Number of successive failures. */
  #failures = 0;
  #trial: ReturnType<typeof setTimeout> | undefined;
  readonly #trialEvery: number;
  /** Latest known round-trip time, ms; 0 until known. */
  trip = 0;

  /** @param trialEvery time until the next test of WebSockets while a connection uses HTTP, ms */
  constructor(wish: TransportWish = "auto", memory?: ChoiceMemory, trialEvery: number = TRIAL.every) {
    this.#wish = wish;
    this.#memory = memory;
    this.#trialEvery = trialEvery;
    this.#known = memory?.recall() ?? "";
  }

  /** What the next connection uses. */
  get transport(): Transport {
    if (this.#wish !== "auto") return this.#wish;
    const known = this.#known;
    // The network may have changed.
    if (known === "stream" || known === "polling") return this.#isTurn(3) ? "websocket" : known;
    return this.#isTurn(2) ? "stream" : "websocket";
  }

  /** How long a WebSocket may take to open, ms. */
  get timeout(): number {
    return Math.min(OPENS_WITHIN.most, Math.max(OPENS_WITHIN.least, TRIPS * this.trip));
  }

  /**
   * Whether HTTP is tried at once when a WebSocket does not open. After a WebSocket has opened once, a later
   * failure may mean that the process has ended.
   */
  get fallsBack(): boolean {
    return this.#wish === "auto" && !this.#hasOpened;
  }

  /** A connection has opened. */
  opened(transport: Transport): void {
    this.#failures = 0;
    if (transport === "websocket") this.#hasOpened = true;
    const known = transport === "websocket" ? "" : transport;
    if (this.#wish !== "auto" || this.#known === known) return;
    this.#known = known;
    this.#memory?.keep(known);
  }

  /** A connection did not open. */
  failed(): void {
    this.#failures++;
  }

  /** Whether enough attempts have failed to try the other transport. */
  #isTurn(every: number): boolean {
    return this.#failures > 0 && this.#failures % every === 0;
  }

  /**
   * While a connection uses HTTP: tests periodically whether WebSockets open.
   * @param url of the server's echo @param isWanted whether such a connection still exists
   */
  tryAgain(url: string, make: (url: string) => SocketLike, isWanted: () => boolean): void {
    if (this.#wish !== "auto") return;
    clearTimeout(this.#trial);
    this.#trial = setTimeout(async () => {
      if (!isWanted()) return;
      if (await opens(url, make)) this.opened("websocket");
      else this.tryAgain(url, make, isWanted);
    }, this.#trialEvery);
    (this.#trial as { unref?(): void }).unref?.();
  }
}

/** @returns whether a WebSocket carries bytes both ways */
function opens(url: string, make: (url: string) => SocketLike): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = make(url);
    const done = (isOpen: boolean): void => {
      clearTimeout(timer);
      closeSilently(socket);
      resolve(isOpen);
    };
    const timer = setTimeout(() => done(false), TRIAL.timeout);
    socket.onopen = () => socket.send(new Uint8Array(1));
    socket.onmessage = () => done(true);
    socket.onclose = () => done(false);
  });
}
