/**
 * Numbers the reliable messages of a room, and sends them. A message enters the backlog of each recipient's
 * seat at once, and is sent once a checkpoint or its tail contains it. So a message that a client has
 * received is never lost with a process.
 *
 *   add ─▶ number, backlogs ─▶ (checkpoint) ─▶ flush ─▶ sockets
 *                                                        ╳ cut
 *   back with number n ─────────────────────▶ resend messages after n
 */
import type { Client } from "@colyseus/core";
import type { ServerMessages } from "../../shared/protocol.ts";
import { ticks } from "../../shared/tick.ts";
import type { NumberedMessage, NumberedType } from "../cluster/checkpoint.ts";
import type { SentMessage } from "../cluster/tail.ts";
import { frameOf, socketOf } from "../framework/client.ts";
import { type ConnectionInfo, connectionOf } from "../net/sockets.ts";
import type { Seat } from "./seats.ts";

/**
 * Longest time that a message waits for a checkpoint, ticks: without Redis there are no checkpoints, and play
 * continues.
 */
const MAX_DELAY = ticks(0.4);
/**
 * Size of the number range of one epoch. Each owner of a room uses a range of its own: what an earlier owner
 * sent after its last checkpoint is not known, and its numbers must not be used again.
 */
const RANGE = 2 ** 32;

const NONE: readonly SentMessage[] = [];

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
  /** Numbers that an earlier owner may have used after its last checkpoint. */
  #unknown = { from: 0, to: 0 };
  #unsent: Unsent[] = [];
  /** Count of unsent messages that the latest checkpoint or its tail contains. */
  #safe = 0;

  /** @param tick the present one */
  constructor(clients: Clients, seats: ReadonlyMap<string, Seat>, tick: () => number) {
    this.#clients = clients;
    this.#seats = seats;
    this.#tick = tick;
  }

  /** @param newest known number of an earlier owner @param epoch of this owner */
  restore(newest: number, epoch: number): void {
    this.newest = Math.max(newest, epoch * RANGE);
    this.#unknown = { from: newest, to: this.newest };
  }

  /** @param to session ids of the recipients, connected or not */
  add<K extends NumberedType>(type: K, message: ServerMessages[K], to: Iterable<string>): void {
    const n = ++this.newest;
    const said = { n, type, message: { ...message, n }, tick: this.#tick() };
    const recipients = [...to];
    for (const sessionId of recipients) this.#seats.get(sessionId)?.backlog.add(said);
    this.#unsent.push({ said, to: recipients });
  }

  /** A checkpoint of the present room is taken. */
  noteCheckpoint(): void {
    this.#safe = this.#unsent.length;
  }

  /**
   * @returns messages that neither the latest checkpoint nor its tail contains; they count as saved from now
   * on
   */
  takeUnsaved(): readonly SentMessage[] {
    if (this.#safe === this.#unsent.length) return NONE;
    const unsaved = this.#unsent.slice(this.#safe);
    this.#safe = this.#unsent.length;
    // A list of all recipients would be as long as many messages.
    return unsaved.map(({ said, to }) => ({ said, to: to.length === this.#seats.size ? undefined : to }));
  }

  /** Once per tick, after its changes were written. @param checkpoints whether checkpoints are taken */
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
   * A player has returned: it gets the messages that it lacks, once and in order, and a `gap` when some are
   * no longer kept.
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

/**
 * A message that was sent while the player returned is in its backlog and in the outbox, but is sent once.
 */
function sendOnce(client: Client, { n }: NumberedMessage, bytes: Buffer): void {
  const connection = connectionFor(client);
  if (connection !== undefined) {
    if (n <= connection.sent) return;
    connection.sent = n;
  }
  client.enqueueRaw(bytes);
}

/** @returns undefined for a client without a socket, as in benchmarks */
export const connectionFor = (client: Client): ConnectionInfo | undefined => connectionOf(socketOf(client));
