/**
 * Liveness: checks that a client reads what it is sent. A ping carries a random number, and only a client
 * that has read everything sent before the ping can return it. A pong without that number proves nothing.
 * (Bytes that wait in this process are a late sign, because the system buffers megabytes for a client that
 * has stopped reading.) A dead connection is closed 5 s after the client's last read, and two round trips
 * later on a long link: all times below grow by one round trip. Before the first answer, or the join, the
 * longest round trip is assumed.
 *
 *   answers                         reads everything
 *   answers nothing, but sends      4025 after 3.5 s: it runs, and does not read
 *   answers nothing, sends nothing  4010 after 3.5 s: a phone in a tunnel, or a suspended program
 *   does not confirm its join       4025 after 4.5 s
 *   bytes wait here                 4025 after 4.5 s
 *
 * To the server a client on a stalled link looks exactly like a client that has stopped reading. So this
 * close costs no seat: the connection is dropped with everything that waited for it, and an honest client
 * returns to its ship.
 */
import { randomInt } from "node:crypto";
import { type Client, ClientState } from "@colyseus/core";
import type { WebSocket } from "ws";
import { socketOf } from "../framework/client.ts";
import { arrivalsOf, type RawWriter } from "../framework/remoteSocket.ts";
import { writerOf } from "../framework/socketWriter.ts";
import { tcpOf } from "../framework/wsSocket.ts";
import { pingOf } from "./rawFrames.ts";
import { closeFor, connectionOf, isClosing, noteRoundTrip } from "./sockets.ts";

/** ms */
const CHECK_EVERY = 500;
/** Number of checks between the answer to a ping and the next ping. */
const PAUSE = 2;
/**
 * Successive checks after which the reasons above apply. Checks, not seconds, because no client can answer
 * while this process is suspended.
 */
const AFTER = { unanswered: 7, joining: 9, waiting: 9 } as const;
/**
 * A measured round trip counts up to this, ms: a client that answers late on purpose is not kept much longer.
 */
const LONGEST_TRIP = 5000;
/** The shortest of this many round trips counts, because a link that has stalled once is not a long one. */
const TRIPS = 3;
/** Bytes. */
const NONCE = 4;

/**
 * The connections of a room take turns: a timer of its own for each would wake this thread, and the thread
 * that writes its pings, thousands of times a second.
 */
const TURNS = 10;

/** Checks the clients of a room. */
export class Liveness {
  readonly #turns = Array.from({ length: TURNS }, () => new Set<LivenessCheck>());
  #turn = 0;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When the next turn is due, ms: a late timer must not make checks rarer. */
  #due = 0;

  /** Must be called once per connection. */
  watch(client: Client): void {
    const socket = socketOf(client);
    const tcp = tcpOf(socket);
    // Benchmarks pass clients without a socket.
    if (tcp === undefined) return;
    const check = new LivenessCheck(client, socket, writerOf(tcp));
    // The turn that comes last.
    const turn = this.#turns[this.#turn]!;
    turn.add(check);
    this.#count++;
    if (this.#timer === undefined) {
      this.#due = performance.now() + CHECK_EVERY / TURNS;
      this.#timer = setInterval(() => this.#checkDue(), CHECK_EVERY / TURNS).unref();
    }
    socket.on("pong", (answer) => check.answered(answer));
    socket.once("close", () => {
      turn.delete(check);
      if (--this.#count > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
  }

  #checkDue(): void {
    const now = performance.now();
    // This process was suspended, or has blocked: no client could answer meanwhile.
    if (now - this.#due > CHECK_EVERY) this.#due = now;
    for (; this.#due <= now; this.#due += CHECK_EVERY / TURNS) {
      this.#turn = (this.#turn + 1) % TURNS;
      for (const check of this.#turns[this.#turn]!) check.run();
    }
  }
}

class LivenessCheck {
  readonly #client: Client;
  readonly #socket: WebSocket;
  readonly #writer: RawWriter;
  readonly #arrivedAt: () => number;
  #nonce: Buffer | undefined;
  #askedAt = 0;
  /** Number of the newest message that was sent before the ping. */
  #sent = 0;
  /** The client had confirmed its join before the ping. */
  #wasIn = false;
  #bytesRead = 0;
  /**
   * Checks since the latest answer; then checks since the ping, and those of them at which the client had
   * sent something.
   */
  #rested = PAUSE;
  #unanswered = 0;
  #sending = 0;
  #joining = 0;
  #waiting = 0;
  /** The latest round trips, ms. */
  #trips: number[] = [];

  constructor(client: Client, socket: WebSocket, writer: RawWriter) {
    this.#client = client;
    this.#socket = socket;
    this.#writer = writer;
    this.#arrivedAt = arrivalsOf(tcpOf(socket));
  }

  answered(answer: Buffer): void {
    if (this.#nonce === undefined || !this.#nonce.equals(answer)) return;
    this.#nonce = undefined;
    const trip = this.#arrivedAt() - this.#askedAt;
    noteRoundTrip(this.#socket, trip);
    this.#trips = [...this.#trips.slice(1 - TRIPS), trip];
    const connection = connectionOf(this.#socket);
    if (connection !== undefined) {
      connection.read = this.#sent;
      connection.hasReadJoin ||= this.#wasIn;
    }
    this.#rested = this.#unanswered = this.#sending = 0;
  }

  run(): void {
    const tcp = tcpOf(this.#socket);
    if (tcp === undefined || isClosing(this.#socket) || this.#socket.readyState !== this.#socket.OPEN) return;
    const hasSent = tcp.bytesRead > this.#bytesRead;
    this.#bytesRead = tcp.bytesRead;
    if (this.#client.state === ClientState.JOINING) this.#joining++;
    else {
      // It has confirmed its join since the previous check, so a round trip took at least that long.
      if (this.#trips.length === 0) this.#trips = [this.#joining * CHECK_EVERY];
      this.#joining = 0;
    }
    this.#waiting = this.#writer.isBlocked ? this.#waiting + 1 : 0;
    if (this.#nonce === undefined) this.#ask();
    else {
      this.#unanswered++;
      if (hasSent) this.#sending++;
    }
    const more = this.#more();
    if (this.#joining >= AFTER.joining + more) closeFor(this.#socket, "join_not_confirmed");
    else if (this.#waiting >= AFTER.waiting + more) closeFor(this.#socket, "slow_reader");
    else if (this.#unanswered >= AFTER.unanswered + more)
      // Frames that were in flight when a link stalled do not count.
      closeFor(this.#socket, this.#sending > (AFTER.unanswered + more) / 2 ? "slow_reader" : "silent");
  }

  /** How many checks a round trip takes. */
  #more(): number {
    const trip = this.#trips.length === 0 ? LONGEST_TRIP : Math.min(LONGEST_TRIP, ...this.#trips);
    return Math.floor(trip / CHECK_EVERY);
  }

  #ask(): void {
    if (++this.#rested < PAUSE) return;
    this.#nonce = Buffer.alloc(NONCE);
    this.#nonce.writeUInt32LE(randomInt(2 ** (8 * NONCE)));
    this.#askedAt = performance.now();
    const connection = connectionOf(this.#socket);
    // A client that has not confirmed its join gets nothing else until then.
    this.#wasIn = this.#client.state === ClientState.JOINED;
    if (connection !== undefined) this.#sent = this.#wasIn ? connection.sent : connection.read;
    this.#writer.write(pingOf(this.#nonce));
  }
}
