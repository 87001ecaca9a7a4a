/**
 * The live feed of the operators' console, as Server-Sent Events. While a console is connected, once a
 * second:
 *
 *   events since the last one sent, each with its id     event: log       id: 1764060000000-0
 *   the present state                                    event: snapshot
 *
 * A console that reconnects sends the id of its last event, and continues after it. Snapshots are complete,
 * so a lost one does not matter. Without a console nothing is computed.
 */
import type { Request, Response } from "express";
import type { FeedEvents, Snapshot } from "../../shared/operators.ts";
import type { Operations } from "./operations.ts";
import type { Telemetry } from "./telemetry.ts";

const EVERY = 1000;
/** Number of events sent to a new feed, and at most to a reconnected one. */
const FIRST = 100;
const MOST = 1000;
/** Most feeds of a process. */
const VIEWERS = 16;
/** Most bytes that may wait for a feed: a feed that is not read is closed, and reconnects. */
const WAITING = 1024 * 1024;
/** A browser reconnects after this, ms. */
const RETRY = 500;

const EVENT_ID = /^\d{1,16}-\d{1,16}$/;
const ROOM_ID = /^[\w-]{1,64}$/;

interface FeedClient {
  response: Response;
  room: string | undefined;
  /** Id of the latest event sent. */
  cursor: string | undefined;
  busy: boolean;
}

export class Feed {
  readonly #operations: Operations;
  readonly #telemetry: Pick<Telemetry, "events" | "metrics">;
  readonly #clients = new Set<FeedClient>();
  #timer: NodeJS.Timeout | undefined;

  constructor(operations: Operations, telemetry: Pick<Telemetry, "events" | "metrics">) {
    this.#operations = operations;
    this.#telemetry = telemetry;
  }

  /** ?room=ID adds its players; ?after=ID replaces `Last-Event-ID` for a client that cannot send headers. */
  open = async ({ headers, query }: Request, response: Response): Promise<void> => {
    // The client has hung up during its authentication.
    if (response.destroyed) return;
    if (this.#clients.size >= VIEWERS) {
      response.setHeader("Retry-After", 5);
      response.status(503).json({ error: `${VIEWERS} consoles watch this process already` });
      return;
    }
    const after = String(headers["last-event-id"] ?? query.after ?? "");
    const room = String(query.room ?? "");
    const client: FeedClient = {
      response,
      room: ROOM_ID.test(room) ? room : undefined,
      cursor: EVENT_ID.test(after) ? after : undefined,
      busy: false,
    };
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      // After its end the console must reconnect, maybe to another process.
      Connection: "close",
      // nginx would buffer it.
      "X-Accel-Buffering": "no",
    });
    response.write(`retry: ${RETRY}\n\n`);
    this.#clients.add(client);
    this.#telemetry.metrics.watchers.set(this.#clients.size);
    response.once("close", () => this.#leave(client));
    this.#timer ??= setInterval(() => void this.#sendToAll(), EVERY);
    await this.#sendTo(client, this.#operations.snapshot());
  };

  /** Ends all feeds; an open console reconnects. */
  end(): void {
    for (const { response } of this.#clients) response.end();
  }

  #leave(client: FeedClient): void {
    this.#clients.delete(client);
    this.#telemetry.metrics.watchers.set(this.#clients.size);
    if (this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #sendToAll(): Promise<void> {
    const snapshot = this.#operations.snapshot();
    await Promise.all([...this.#clients].map((client) => this.#sendTo(client, snapshot)));
  }

  async #sendTo(client: FeedClient, asked: Promise<Snapshot>): Promise<void> {
    const { response } = client;
    if (client.busy) return;
    if (response.writableLength > WAITING) {
      response.destroy();
      return;
    }
    client.busy = true;
    // Without Redis no events can be read: the next update reads them.
    const events = await this.#telemetry.events.store
      .after(client.cursor, client.cursor === undefined ? FIRST : MOST)
      .catch(() => []);
    for (const [id, event] of events) send(response, "log", event, id);
    // Before the first event, all later ones are wanted.
    client.cursor = events.at(-1)?.[0] ?? client.cursor ?? "0-0";
    const players = client.room === undefined ? undefined : await this.#players(client.room);
    const snapshot = await asked;
    send(response, "snapshot", players === undefined ? snapshot : { ...snapshot, players });
    client.busy = false;
  }

  #players = (room: string) => this.#operations.playersOf(room).catch(() => undefined);
}

function send<K extends keyof FeedEvents>(
  response: Response,
  name: K,
  what: FeedEvents[K],
  id?: string,
): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(`event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(what)}\n\n`);
}
