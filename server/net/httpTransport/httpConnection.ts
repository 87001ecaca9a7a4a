/**
 * A connection over HTTP. To the server it is a socket, whose WebSocket frames travel in requests and
 * answers. So all limits, the liveness check, the slow-reader rule and the close codes are those of a
 * WebSocket.
 */
import type { ServerResponse } from "node:http";
import type { Down } from "../../../shared/httpTransport.ts";
import { Tunnel } from "../../framework/tunnel.ts";
import { TokenBucket } from "../tokenBucket.ts";
import { Downlink } from "./downlink.ts";
import { Uplink } from "./uplink.ts";

/**
 * Rate limit of one connection's requests: an honest client sends a batch and fetches an answer per tick, 60
 * a second.
 */
const REQUESTS = { burst: 600, every: 1 / 120 } as const;
/** Bytes that may wait for the parser, which reads everything at once unless the client floods it. */
const MOST_UNREAD = 64 * 1024;
/** Reserved bits and opcode: no valid frame starts with them. */
const NO_FRAME = Buffer.from([0xff, 0xff]);
const HEAD_END = "\r\n\r\n";
/** Longest answer to an upgrade: a refusal with its text. */
const MOST_HEAD = 8192;

/** The server's answer to the upgrade. */
export interface Handshake {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** "gone": the connection has no bytes at that position any more. */
export type Answered = "ok" | "gone" | "malformed" | "too_fast";

export class HttpConnection extends Tunnel {
  /** The server's answer to the upgrade; undefined when it closed the socket without one. */
  readonly answered: Promise<Handshake | undefined>;
  readonly #down = new Downlink(() => this.#release());
  readonly #up = new Uplink((bytes) => this.push(bytes));
  readonly #requests = new TokenBucket(REQUESTS.burst, 1 / REQUESTS.every, performance.now() / 1000);
  #answer: (handshake: Handshake | undefined) => void = () => {};
  /** The part of the answer to the upgrade that has arrived; undefined once it is complete. */
  #head: Buffer | undefined = Buffer.alloc(0);
  /** Reports the latest chunk as written, once there is room for more. */
  #waiting: (() => void) | undefined;

  constructor(remoteAddress: string) {
    super(remoteAddress);
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
    this.on("error", () => this.destroy());
  }

  /** Batches and requests for bytes share one limit. */
  mayAsk(): boolean {
    return this.#requests.take(performance.now() / 1000);
  }

  receive(batch: number, acknowledged: number, bytes: Buffer): Answered {
    if (!this.#down.acknowledge(acknowledged)) return "malformed";
    if (this.readableLength > MOST_UNREAD) return "too_fast";
    this.bytesRead += bytes.length;
    return this.#up.receive(batch, bytes) === "taken" ? "ok" : "malformed";
  }

  attach(response: ServerResponse, from: number, how: Down): Answered {
    return this.#down.attach(response, from, how) ? "ok" : "gone";
  }

  /** The client violates this transport: the WebSocket gets an invalid frame, and closes the connection. */
  offend(): void {
    this.push(NO_FRAME);
  }

  /** See `Downlink.written`. */
  get written(): number {
    return this.#down.written;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#down.push(this.#head === undefined ? chunk : this.#withoutHead(chunk));
    if (this.#down.hasRoom) done();
    else this.#waiting = done;
  }

  override _final(done: () => void): void {
    this.#refused();
    // A client that was told to close sends nothing more: there is no half-open connection over HTTP.
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#answer(undefined);
    // The remaining bytes, above all the close frame, can still be fetched.
    this.#down.end();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
    done(error);
  }

  #release(): void {
    if (!this.#down.hasRoom) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  /** @returns the bytes behind the answer to the upgrade */
  #withoutHead(chunk: Buffer): Buffer {
    const all = Buffer.concat([this.#head!, chunk]);
    const end = all.indexOf(HEAD_END);
    const isOpened = all.subarray(0, 32).toString("latin1").startsWith("HTTP/1.1 101 ");
    if (end < 0 || !isOpened) {
      this.#head = all;
      if (all.length > MOST_HEAD) this.destroy();
      return Buffer.alloc(0);
    }
    this.#head = undefined;
    this.#answer({ status: 101, headers: [], body: "" });
    return all.subarray(end + HEAD_END.length);
  }

  /** The server has ended the socket: its refusal is complete. */
  #refused(): void {
    const text = this.#head?.toString("latin1") ?? "";
    const [head, ...body] = text.split(HEAD_END);
    const [first, ...lines] = head!.split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first!)?.[1]);
    const headers = lines.map((line) => line.split(": ", 2) as [string, string]);
    if (status > 0) this.#answer({ status, headers, body: body.join(HEAD_END) });
  }
}
