/**
 * The cheapest possible player: real matchmaking, real join, an input every tick, but received data is only
 * counted. It speaks WebSocket over a raw socket, so that a thousand of them use less than half of a core.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type Agent, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Protocol } from "@colyseus/core";
import { FrameReader } from "./frameReader.ts";
import { InputScript } from "./inputScript.ts";

const TEXT = { "content-type": "application/json" };
/** Mask bit in the second byte of a WebSocket frame, which a client must set. The mask is 0. */
const MASKED = 0x80;
const [BINARY, PONG] = [0x82, 0x8a];
/** Time for a server to close the connection of a player that leaves, ms. */
const PARTING = 1000;

/** Durations of the stages of a join, ms. */
export interface JoinTimes {
  /** From the request for a seat to its answer, including refused attempts. */
  seat: number;
  /** From the connection to the server's first message over the socket. */
  socket: number;
  /** From the confirmation to the full state. */
  state: number;
  /** Number of attempts that were refused with "try again later". */
  refused: number;
}

export class LightClient {
  readonly reader: FrameReader;
  readonly times: JoinTimes = { seat: 0, socket: 0, state: 0, refused: 0 };
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
   * @throws when there is no seat, or the room refuses the client
   */
  static async join(port: number, agent: Agent, seed: number, token?: string): Promise<LightClient> {
    const shown: { [header: string]: string } =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    const asked = performance.now();
    const { seat, refused } = await reserve(port, agent, `Load-${seed}`, shown);
    const seated = performance.now();
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
    const joined = performance.now();
    client.#write(BINARY, Buffer.of(Protocol.JOIN_ROOM));
    await client.reader.playing;
    const state = performance.now() - joined;
    Object.assign(client.times, { seat: seated - asked, socket: joined - seated, state, refused });
    return client;
  }

  sendInput(): void {
    if (!this.lost) this.#write(BINARY, this.#script.next(this.reader.clock));
  }

  /** Gives its seat up. Resolves when the connection is closed. */
  async leave(): Promise<void> {
    if (this.lost) return;
    const closed = once(this.#socket, "close");
    this.#write(BINARY, Buffer.of(Protocol.LEAVE_ROOM));
    // Bare sockets know no such message.
    const timer = setTimeout(() => this.#socket.destroy(), PARTING);
    await closed;
    clearTimeout(timer);
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

/** Repeats the request while the server asks for that. @throws when the refusal is final */
async function reserve(
  port: number,
  agent: Agent,
  name: string,
  shown: { [header: string]: string },
): Promise<{ seat: SeatReservation; refused: number }> {
  for (let refused = 0; ; refused++) {
    const answer = await post(port, agent, "/matchmake/joinOrCreate/bench", shown, JSON.stringify({ name }));
    let body = "";
    for await (const chunk of answer) body += chunk;
    if (answer.statusCode === 200) {
      const seat = JSON.parse(body) as Partial<SeatReservation>;
      if (seat.sessionId && seat.roomId) return { seat: seat as SeatReservation, refused };
    }
    const again = Number(answer.headers["retry-after"]);
    if (!(again > 0)) throw new Error(`no seat: ${answer.statusCode} ${body}`);
    await wait(again * 1000);
  }
}

/** Requests again when the server closed an idle connection at that moment. */
async function post(
  port: number,
  agent: Agent,
  path: string,
  shown: { [header: string]: string },
  body: string,
): Promise<IncomingMessage> {
  for (;;) {
    const headers = { ...TEXT, ...shown };
    const asked = request({ port, host: "127.0.0.1", path, method: "POST", agent, headers });
    asked.end(body);
    try {
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      return answer;
    } catch (error) {
      if (!asked.reusedSocket || (error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
    }
  }
}
