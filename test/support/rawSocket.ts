/** Sends arbitrary bytes to the server over HTTP and WebSocket, on raw sockets, as only an attacker does. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { Protocol } from "@colyseus/core";
import { untilAdmitted } from "./overload.ts";
import { until } from "./until.ts";
import { type WireFrame, WireReader } from "./wireReader.ts";

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const FIN = 0x80;
const MASKED = 0x80;

const portOf = (url: string): number => Number(new URL(url).port);

/**
 * Sends bytes on a new connection.
 * @param isEnough the socket is closed when this is true of the received bytes
 * @returns what the server sends until it closes, or for `limitMs`
 */
export async function exchange(
  url: string,
  bytes: string | Buffer,
  limitMs = 30_000,
  isEnough: (answer: string) => boolean = () => false,
): Promise<string> {
  const socket = connect(portOf(url), "127.0.0.1");
  let answer = "";
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    if (isEnough(answer)) socket.destroy();
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  const timer = setTimeout(() => socket.destroy(), limitMs);
  await closed;
  clearTimeout(timer);
  return answer;
}

/** An HTTP request as text: header lines are not validated. */
export const requestText = (line: string, headers: string[], body = ""): string =>
  [line, ...headers, "", body].join("\r\n");

/** @returns the status of an answer; 0: no answer */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

/** One frame from a client. The mask is all zeros. @param head FIN, reserved bits and opcode */
export function frame(head: number, payload: Uint8Array, { masked = true } = {}): Buffer {
  const { length } = payload;
  const mask = masked ? MASKED : 0;
  const size =
    length < 126
      ? [mask | length]
      : length < 0x10000
        ? [mask | 126, length >> 8, length & 255]
        : [mask | 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([head, ...size]), masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}
export const binary = (...bytes: number[]): Buffer => frame(FIN | OP.binary, Uint8Array.from(bytes));

export interface Seat {
  sessionId: string;
  roomId: string;
  processId: string;
}

/** Requests a seat from matchmaking. @throws with the answer when it is refused, but for overload */
export const reserve = (
  url: string,
  headers: { [name: string]: string } = {},
  options: object = { name: "Mallory" },
  method = "joinOrCreate/arena",
): Promise<Seat> => untilAdmitted(() => requestSeat(url, headers, options, method));

async function requestSeat(
  url: string,
  headers: { [name: string]: string },
  options: object,
  method: string,
): Promise<Seat> {
  const answer = await fetch(`${url}/matchmake/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(options),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text) as Seat;
}

/** The path and query of the WebSocket request for a seat. */
export const seatTarget = ({ processId, roomId, sessionId }: Seat): string =>
  `/${processId}/${roomId}?sessionId=${sessionId}`;

export const upgradeText = (url: string, target: string, headers: string[] = []): string =>
  requestText(`GET ${target} HTTP/1.1`, [
    `Host: 127.0.0.1:${portOf(url)}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...headers,
  ]);

/** A WebSocket connection on which the test controls every byte. */
export class RawPlayer {
  readonly socket: Socket;
  readonly reader: WireReader;
  closed = false;
  /** The server's close code; 0 until it closes. */
  code = 0;
  /** Number of frames by code of the room protocol, and of control frames by opcode. */
  readonly received = { patches: 0, states: 0, joins: 0, pongs: 0, echoes: 0 };
  /** The reconnection token; empty until the server confirms the seat. */
  returnToken = "";
  /** Whether this client answers pings of the server, as a browser does. */
  answersPings = true;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.reader = new WireReader((frame) => this.#receive(frame));
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.reader.read(chunk));
    socket.on("close", () => {
      this.closed = true;
    });
  }

  /**
   * Opens a connection, sends the upgrade request and waits for the answer.
   * @param early bytes that are sent right behind the request
   */
  static async open(
    url: string,
    target: string,
    headers: string[] = [],
    early: Uint8Array = Buffer.of(),
  ): Promise<RawPlayer> {
    const socket = connect(portOf(url), "127.0.0.1");
    const player = new RawPlayer(socket);
    socket.write(Buffer.concat([Buffer.from(upgradeText(url, target, headers)), early]));
    await until(() => player.reader.status !== 0 || player.closed, "an answer to the upgrade");
    return player;
  }

  /** Connects to a seat and waits for the confirmation, but does not confirm the join. */
  static async seated(
    url: string,
    headers: { [name: string]: string } = {},
    method = "joinOrCreate/arena",
  ): Promise<RawPlayer> {
    const seat = await untilAdmitted(() => reserve(url, headers, { name: "Mallory" }, method), true);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const player = await RawPlayer.open(url, seatTarget(seat), lines);
    await until(() => player.received.joins > 0, "the server to confirm the seat");
    return player;
  }

  /** Joins: the next frames are those of a player in play. */
  static async playing(
    url: string,
    headers: { [name: string]: string } = {},
    method?: string,
  ): Promise<RawPlayer> {
    const player = await RawPlayer.seated(url, headers, method);
    player.send(binary(Protocol.JOIN_ROOM));
    await until(() => player.received.patches > 0, "the first patch");
    return player;
  }

  send(bytes: Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** @returns the server's close code, or 0 when it closed without one */
  async ended(limitMs = 40_000): Promise<number> {
    await until(() => this.closed || this.code > 0, "the server to close", limitMs);
    return this.code;
  }

  leave(): void {
    this.socket.destroy();
  }

  #receive({ head, payload }: WireFrame): void {
    switch (head & 0x0f) {
      case OP.ping:
        if (this.answersPings) this.send(frame(FIN | OP.pong, payload));
        break;
      case OP.pong:
        this.received.pongs++;
        break;
      case OP.close:
        this.code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
        this.send(frame(FIN | OP.close, payload));
        break;
      default:
        switch (payload[0]! & 0x1f) {
          case Protocol.ROOM_STATE_PATCH:
            this.received.patches++;
            break;
          case Protocol.ROOM_STATE:
            this.received.states++;
            break;
          case Protocol.PING:
            this.received.echoes++;
            break;
          case Protocol.JOIN_ROOM:
            this.received.joins++;
            this.returnToken = payload.toString("utf8", 2, 2 + payload[1]!);
        }
    }
  }
}
