/**
 * A player as cheap as can be: real matchmaking, real join, an input every tick, but it only counts what it is sent.
 * It speaks WebSocket over a bare socket, so that a thousand of them leave most of a core free.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { Protocol } from "@colyseus/core";
import { FrameReader } from "./frameReader.ts";
import { InputScript } from "./inputScript.ts";

const TEXT = { "content-type": "application/json" };
/** Bit of a WebSocket frame's second byte that says it is masked, as a client's must be. The mask is 0. */
const MASKED = 0x80;
const [BINARY, PONG] = [0x82, 0x8a];

export class LightClient {
  readonly reader: FrameReader;
  readonly #socket: Socket;
  readonly #script: InputScript;
  lost = false;

  private constructor(socket: Socket, seed: number) {
    this.#socket = socket;
    this.#script = new InputScript(seed);
    this.reader = new FrameReader((payload) => this.#write(PONG, payload));
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.reader.read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.lost = true;
    });
  }

  /**
   * @param token of the player's session; absent: a guest without one
   * @throws when there is no seat, or the room does not let it in
   */
  static async join(port: number, agent: Agent, seed: number, token?: string): Promise<LightClient> {
    const shown: { [header: string]: string } =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    const seat = await reserve(port, agent, `Load-${seed}`, shown);
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `GET /${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        Object.entries(shown)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join("") +
        `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
    const client = new LightClient(socket, seed);
    await client.reader.joined;
    client.#write(BINARY, Buffer.of(Protocol.JOIN_ROOM));
    await client.reader.playing;
    return client;
  }

  sendInput(): void {
    if (!this.lost) this.#write(BINARY, this.#script.next(this.reader.clock));
  }

  leave(): void {
    this.#socket.destroy();
  }

  #write(head: number, payload: Buffer): void {
    const frame = Buffer.allocUnsafe(6 + payload.length);
    frame[0] = head;
    frame[1] = MASKED | payload.length;
    frame.writeUInt32LE(0, 2);
    payload.copy(frame, 6);
    this.#socket.write(frame);
  }
}

interface SeatReservation {
  sessionId: string;
  roomId: string;
  processId: string;
}

async function reserve(
  port: number,
  agent: Agent,
  name: string,
  shown: { [header: string]: string },
): Promise<SeatReservation> {
  const path = "/matchmake/joinOrCreate/bench";
  const asked = request({
    port,
    host: "127.0.0.1",
    path,
    method: "POST",
    agent,
    headers: { ...TEXT, ...shown },
  });
  asked.end(JSON.stringify({ name }));
  const [answer] = await once(asked, "response");
  let body = "";
  for await (const chunk of answer) body += chunk;
  const seat = JSON.parse(body) as Partial<SeatReservation>;
  if (!seat.sessionId || !seat.roomId) throw new Error(`no seat: ${body}`);
  return seat as SeatReservation;
}
