/**
 * A connection over HTTP: to the server a socket, whose WebSocket frames go down in answers and come up in requests. So every limit,
 * the liveness check, the slow-reader rule and the close codes are those of a WebSocket.
 */
import type { ServerResponse } from "node:http";
import type { Down } from "../../../shared/httpTransport.ts";
import { Tunnel } from "../../framework/tunnel.ts";
import { TokenBucket } from "../tokenBucket.ts";
import { Downlink } from "./downlink.ts";
import { Uplink } from "./uplink.ts";

/** Requests of one connection: an honest client sends a batch and takes an answer for each tick, 60 a second. */
const REQUESTS = { burst: 600, every: 1 / 120 } as const;
/** Bytes that may wait for the parser, which takes everything at once unless the client floods it. */
const MOST_UNREAD = 64 * 1024;
/** Reserved bits and opcode. */
const NO_FRAME = Buffer.from([0xff, 0xff]);
const HEAD_END = "\r\n\r\n";
/** Longest answer to an upgrade: a refusal with its words. */
const MOST_HEAD = 8192;

/** How the server answers the upgrade. */
export interface Handshake {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** "gone": there is no such place in the bytes. */
export type Answered = "ok" | "gone" | "malformed" | "too_fast";

export class HttpConnection extends Tunnel {
  /** The server's answer to the upgrade; undefined when it has hung up without one. */
  readonly answered: Promise<Handshake | undefined>;
  readonly #down = new Downlink(() => this.#release());
  readonly #up = new Uplink((bytes) => this.push(bytes));
  readonly #requests = new TokenBucket(REQUESTS.burst, 1 / REQUESTS.every, performance.now() / 1000);
  #answer: (handshake: Handshake | undefined) => void = () => {};
  /** What has come of the answer to the upgrade; undefined behind it. */
  #head: Buffer | undefined = Buffer.alloc(0);
  /** Tells the stream that its latest bytes are taken, once there is room. */
  #waiting: (() => void) | undefined;

  constructor(remoteAddress: string) {
    super(remoteAddress);
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
    this.on("error", () => this.destroy());
  }

  /** Batches and requests for what comes down count alike. */
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

  /** The client breaks the rules of this transport: to the WebSocket it sends a frame that there is not. */
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
    // A client that has been told to close sends nothing more: there is no half-open connection over HTTP.
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#answer(undefined);
    // What is left, how the connection was closed above all, may still be fetched.
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

  /** @returns what follows the answer to the upgrade */
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

  /** The server ends: a refusal is complete. */
  #refused(): void {
    const text = this.#head?.toString("latin1") ?? "";
    const [head, ...body] = text.split(HEAD_END);
    const [first, ...lines] = head!.split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first!)?.[1]);
    const headers = lines.map((line) => line.split(": ", 2) as [string, string]);
    if (status > 0) this.#answer({ status, headers, body: body.join(HEAD_END) });
  }
}
