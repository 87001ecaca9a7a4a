/**
 * Numbers the messages of a room that must arrive, and sends them. A message is in the backlog of each seat it is for at once,
 * and goes out once a checkpoint has it: so a process that dies takes no message with it that anybody has been told.
 *
 *   say ─▶ number, backlogs ─▶ (checkpoint) ─▶ flush ─▶ sockets
 *                                                        ╳ cut
 *   back with number n ─────────────────────▶ resend what came after n
 */
import type { Client } from "@colyseus/core";
import type { ServerMessages } from "../../shared/protocol.ts";
import { ticks } from "../../shared/tick.ts";
import type { NumberedMessage, NumberedType } from "../cluster/checkpoint.ts";
import { frameOf, socketOf } from "../framework/client.ts";
import { type ConnectionInfo, connectionOf } from "../net/sockets.ts";
import type { Seat } from "./seats.ts";

/** Messages are not held back longer than this, ticks: without Redis there is no checkpoint, and play goes on. */
const MAX_DELAY = ticks(0.4);
/**
 * Numbers of one epoch. Each owner of a room numbers in a range of its own: what an earlier one said after its last checkpoint
 * is not known, and its numbers must not be used again for something else.
 */
const RANGE = 2 ** 32;

type Clients = { getById(sessionId: string): Client | undefined };

interface Unsent {
  said: NumberedMessage;
  /** Session ids. */
  to: readonly string[];
}

export class Outbox {
  readonly #clients: Clients;
  readonly #seats: ReadonlyMap<string, Seat>;
  readonly #tick: () => number;
  /** Number of the newest message. */
  newest = 0;
  /** Numbers of an earlier owner's messages that are not known here: what it said after its last checkpoint. */
  #unknown = { from: 0, to: 0 };
  #unsent: Unsent[] = [];
  /** Unsent messages that the latest checkpoint has. */
  #safe = 0;

  /** @param tick the present one */
  constructor(clients: Clients, seats: ReadonlyMap<string, Seat>, tick: () => number) {
    this.#clients = clients;
    this.#seats = seats;
    this.#tick = tick;
  }

  /** @param newest of an earlier owner, as far as that is known @param epoch of this one */
  restore(newest: number, epoch: number): void {
    this.newest = Math.max(newest, epoch * RANGE);
    this.#unknown = { from: newest, to: this.newest };
  }

  /** @param to session ids of those who hear it, connected or not */
  say<K extends NumberedType>(type: K, message: ServerMessages[K], to: Iterable<string>): void {
    const n = ++this.newest;
    const said = { n, type, message: { ...message, n }, tick: this.#tick() };
    const heard = [...to];
    for (const sessionId of heard) this.#seats.get(sessionId)?.backlog.add(said);
    this.#unsent.push({ said, to: heard });
  }

  /** A checkpoint is taken of the room as it is now. */
  noteCheckpoint(): void {
    this.#safe = this.#unsent.length;
  }

  /** Once a tick, after what it changed is written down. @param checkpoints whether there are any */
  flush(checkpoints: boolean): void {
    const now = this.#tick();
    let count = checkpoints ? this.#safe : this.#unsent.length;
    while (count < this.#unsent.length && now - this.#unsent[count]!.said.tick >= MAX_DELAY) count++;
    this.#safe = 0;
    if (count === 0) return;
    for (const { said, to } of this.#unsent.splice(0, count)) {
      const bytes = bytesOf(said);
      for (const sessionId of to) {
        const client = this.#clients.getById(sessionId);
        if (client !== undefined) sendOnce(client, said, bytes);
      }
    }
  }

  /**
   * A player is back: it is told what it does not have, once and in order, and of a gap when that is not all.
   * @param known number of the last message it has
   */
  resend(client: Client, seat: Seat, known: number): void {
    const { messages, gap } = seat.backlog.after(known);
    const { from, to } = this.#unknown;
    const isLost = gap || (known > from && known < to);
    if (isLost) client.send("gap", {} satisfies ServerMessages["gap"]);
    seat.read = known;
    for (const said of messages) sendOnce(client, said, bytesOf(said));
  }
}

const bytesOf = ({ type, message }: NumberedMessage): Buffer => frameOf(type, message);

/** What was said while the player came back is in its backlog, and on its way to everybody, too. */
function sendOnce(client: Client, { n }: NumberedMessage, bytes: Buffer): void {
  const connection = connectionFor(client);
  if (connection !== undefined) {
    if (n <= connection.sent) return;
    connection.sent = n;
  }
  client.enqueueRaw(bytes);
}

/** @returns undefined for a client without a socket of its own, as in measurements */
export const connectionFor = (client: Client): ConnectionInfo | undefined => connectionOf(socketOf(client));
