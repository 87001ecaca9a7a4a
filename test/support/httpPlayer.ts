/** A connection over plain HTTP on which the test controls every byte. */
import { Protocol } from "@colyseus/core";
import {
  DOWN,
  type Down,
  OFFSET_BYTES,
  type OpenAnswer,
  readOffset,
  writeDown,
  writeUp,
} from "../../shared/httpTransport.ts";
import { binary, frame, OP, reserve, type Seat } from "./rawSocket.ts";
import { until } from "./until.ts";
import { type WireFrame, WireReader } from "./wireReader.ts";

type Headers = { [name: string]: string };

/** Requests a connection. */
export const openOverHttp = (
  url: string,
  { processId, roomId, sessionId }: Seat,
  headers: Headers = {},
  more: object = {},
): Promise<Response> =>
  fetch(`${url}/${processId}/${roomId}/http/open`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query: `sessionId=${sessionId}`, ...more }),
  });

export class HttpPlayer {
  readonly secret: Buffer;
  readonly frames: WireFrame[] = [];
  /** Up to which it has read. */
  offset = 0;
  /** Number of its next batch. */
  batch = 0;
  /** Whether it answers pings of the server when it polls. */
  answersPings = true;
  readonly #pings: Buffer[] = [];
  readonly #address: string;
  readonly #reader = new WireReader((frame) => {
    this.frames.push(frame);
    if ((frame.head & 15) === OP.ping) this.#pings.push(frame.payload);
  });

  constructor(url: string, { processId, roomId }: Seat, { secret }: OpenAnswer) {
    this.#address = `${url}/${processId}/${roomId}/http`;
    this.secret = Buffer.from(secret, "hex");
    // It has no answer to an upgrade to read.
    this.#reader.read(Buffer.from("HTTP/1.1 101 opened\r\n\r\n"));
  }

  /** Opens a connection to a seat. @throws when it is refused */
  static async open(url: string, headers: Headers = {}, seat?: Seat): Promise<HttpPlayer> {
    const reserved = seat ?? (await reserve(url, headers));
    const answer = await openOverHttp(url, reserved, headers);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return new HttpPlayer(url, reserved, (await answer.json()) as OpenAnswer);
  }

  /** The same, and joins. */
  static async playing(url: string, headers: Headers = {}): Promise<HttpPlayer> {
    const player = await HttpPlayer.open(url, headers);
    await until(async () => (await player.poll()) && player.has(Protocol.JOIN_ROOM), "its seat");
    await player.send(binary(Protocol.JOIN_ROOM));
    await until(async () => (await player.poll()) && player.has(Protocol.ROOM_STATE_PATCH), "a patch");
    return player;
  }

  post(what: string, body: Uint8Array<ArrayBuffer>, headers: Headers = {}): Promise<Response> {
    return fetch(`${this.#address}/${what}`, { method: "POST", body, headers });
  }

  send(bytes: Uint8Array): Promise<Response> {
    return this.up(this.batch++, bytes);
  }

  up(batch: number, bytes: Uint8Array = Buffer.of(), secret: Uint8Array = this.secret): Promise<Response> {
    return this.post("up", writeUp(secret, batch, this.offset, [bytes]));
  }

  down(how: Down, from = this.offset): Promise<Response> {
    return this.post("down", writeDown(this.secret, from, how));
  }

  /** Reads the received bytes. @returns whether there is a connection */
  async poll(): Promise<boolean> {
    const answer = await this.down(DOWN.pollAgain);
    if (!answer.ok) return false;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const fresh = bytes.subarray(OFFSET_BYTES + this.offset - readOffset(bytes));
    this.offset += fresh.length;
    this.#reader.read(Buffer.from(fresh));
    const pings = this.#pings.splice(0);
    if (this.answersPings) for (const payload of pings) await this.send(frame(0x80 | OP.pong, payload));
    return true;
  }

  /** Whether a message of the room protocol has come. */
  has(code: number): boolean {
    return this.count(code) > 0;
  }

  count(code: number): number {
    return this.frames.filter(
      ({ head, payload }) => (head & 15) === OP.binary && (payload[0]! & 0x1f) === code,
    ).length;
  }

  /** Reads until the server closes. @returns the close code; 0 when there is no connection any more */
  async ended(): Promise<number> {
    let close: WireFrame | undefined;
    await until(async () => {
      const isThere = await this.poll();
      close = this.frames.find(({ head }) => (head & 15) === OP.close);
      return close !== undefined || !isThere;
    }, "the server to close");
    return close?.payload.readUInt16BE(0) ?? 0;
  }
}

/** A frame that the rules of the room do not know. */
export const unknownFrame = (): Buffer => frame(0x80 | OP.binary, Buffer.of(99));
