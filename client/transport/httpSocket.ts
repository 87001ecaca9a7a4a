/**
 * Replaces a WebSocket where a network blocks them: the same frames, carried by plain requests (see
 * shared/httpTransport.ts).
 */
import { MOST_BODY, UP_HEAD } from "../../shared/httpTransport.ts";
import { ABNORMAL, type SocketLike, STATE } from "../framework/socketLike.ts";
import { Carrier } from "./carrier.ts";
import type { Transport } from "./choice.ts";
import { Downlink } from "./downlink.ts";
import { type Frame, FrameReader, frameOf, OPCODE } from "./frames.ts";
import { HeldBack } from "./heldBack.ts";
import { Uplink } from "./uplink.ts";

/** Received bytes are acknowledged after this many, if no frame is sent anyway. */
const ACKNOWLEDGE = 16 * 1024;
/** Interval of the checks whether a proxy buffers the stream, ms. */
const CHECK_EVERY = 100;
/**
 * In this many checks after the opening a client with nothing to send asks how much of the stream was
 * written.
 */
const FIRST_CHECKS = 20;
/** Longest payload of a frame. */
const MOST_PAYLOAD = MOST_BODY - UP_HEAD - 8;

/** Programs have no page. */
const isPage = typeof addEventListener === "function";

export interface HttpSocketOptions {
  /** The player's credentials, where no cookie carries them. */
  authorization?: string | undefined;
  /** Polls from the beginning, because streams are known to be buffered. */
  polls: boolean;
  /** A proxy buffers streams. */
  onHeld?(): void;
}

export class HttpSocket implements SocketLike {
  binaryType = "arraybuffer";
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  transport: Transport;
  #state: number = STATE.connecting;
  readonly #carrier: Carrier;
  readonly #options: HttpSocketOptions;
  readonly #reader = new FrameReader();
  readonly #heldBack = new HeldBack(() => performance.now());
  readonly #down: Downlink;
  readonly #up: Uplink;
  #look: ReturnType<typeof setInterval> | undefined;
  readonly #onPageHide = () => this.#up.hurry();

  /** @param url of the WebSocket that this replaces */
  constructor(url: string, options: HttpSocketOptions) {
    this.#options = options;
    this.transport = options.polls ? "polling" : "stream";
    this.#carrier = new Carrier(url, options.authorization);
    this.#down = new Downlink(this.#carrier, {
      bytes: (bytes) => this.#take(bytes),
      lost: () => this.#end(ABNORMAL, ""),
    });
    this.#up = new Uplink(this.#carrier, {
      received: () => this.#down.received,
      answered: (written) => this.#heldBack.written(written),
      lost: () => this.#end(ABNORMAL, ""),
    });
    if (isPage) addEventListener("pagehide", this.#onPageHide);
    void this.#open();
  }

  get readyState(): number {
    return this.#state;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== STATE.open) return;
    if (data.length > MOST_PAYLOAD) throw new RangeError(`a frame has at most ${MOST_PAYLOAD} bytes`);
    this.#up.send(frameOf(OPCODE.binary, data));
  }

  close(code = 1000, reason = ""): void {
    if (this.#state >= STATE.closing) return;
    const isOpen = this.#state === STATE.open;
    this.#state = STATE.closing;
    if (isOpen) this.#farewell(code, reason);
    // No answer to the close is needed.
    queueMicrotask(() => this.#end(code, reason));
  }

  async #open(): Promise<void> {
    const asked = performance.now();
    try {
      await this.#carrier.open();
    } catch (error) {
      this.#fire("onerror", { type: "error", message: (error as Error).message });
      this.#end(ABNORMAL, (error as Error).message);
      return;
    }
    // Closed meanwhile: the connection exists only now, so it can be closed only now.
    if (this.#state !== STATE.connecting) return this.#farewell(1000, "");
    this.#state = STATE.open;
    this.#fire("onopen", { type: "open" });
    if (this.transport === "polling") this.#poll();
    else this.#stream(performance.now() - asked);
  }

  /** @param trip duration of a round trip, ms */
  #stream(trip: number): void {
    this.#down.stream();
    let checks = 0;
    this.#look = setInterval(() => {
      if (checks++ < FIRST_CHECKS) this.#up.acknowledge();
      const flow = this.#heldBack.flow(trip);
      if (flow === "flows") return;
      clearInterval(this.#look);
      if (flow === "held") this.#options.onHeld?.();
      this.#poll();
    }, CHECK_EVERY);
  }

  #poll(): void {
    this.transport = this.#up.by = "polling";
    this.#down.poll();
  }

  #take(bytes: Uint8Array): void {
    const { received } = this.#down;
    this.#heldBack.received(received);
    for (const frame of this.#reader.read(bytes)) this.#handle(frame);
    if (received - this.#up.acknowledged > ACKNOWLEDGE) this.#up.acknowledge();
  }

  #handle({ opcode, payload }: Frame): void {
    if (this.#state >= STATE.closing) return;
    if (opcode === OPCODE.binary) this.#fire("onmessage", { type: "message", data: payload.buffer });
    else if (opcode === OPCODE.ping) this.#up.send(frameOf(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) this.#closed(payload);
  }

  /** The server closes the connection. */
  #closed(payload: Uint8Array): void {
    this.#state = STATE.closing;
    const code = payload.length < 2 ? 1005 : (payload[0]! << 8) | payload[1]!;
    this.#up.end(frameOf(OPCODE.close, payload));
    this.#end(code, new TextDecoder().decode(payload.subarray(2)));
  }

  #farewell(code: number, reason: string): void {
    const words = new TextEncoder().encode(reason);
    this.#up.end(frameOf(OPCODE.close, Uint8Array.of(code >> 8, code & 0xff, ...words)));
  }

  #end(code: number, reason: string): void {
    if (this.#state === STATE.closed) return;
    this.#state = STATE.closed;
    clearInterval(this.#look);
    if (isPage) removeEventListener("pagehide", this.#onPageHide);
    this.#up.stop();
    this.#down.stop();
    this.#fire("onclose", { type: "close", code, reason, wasClean: code !== ABNORMAL });
  }

  #fire(name: "onopen" | "onmessage" | "onclose" | "onerror", event: object): void {
    this[name]?.(event as never);
  }
}
