/**
 * HTTP routes for live watchers: the log of a match, from a checkpoint or from the watcher's position, as its
 * chunks become due.
 *
 *   GET /api/watch/ROOM                      a streamed answer, for as long as the match is here
 *   GET /api/watch/ROOM?after=EPOCH.TICK     same, for a watcher that has everything up to there
 *   … &poll                                  the chunks that are due now, for watchers behind a proxy that buffers answers
 *
 * All watchers get the same bytes. Pages of all origins may read them.
 */
import type { Application, Request, Response } from "express";
import type { UnshownReason } from "../../shared/log/unshownReasons.ts";
import { CONCURRENT, ConcurrencyLimit, RATES } from "../net/limits.ts";
import { RequestLimit } from "../net/requestLimit.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { Position } from "./liveLog.ts";
import type { LiveLogs, LiveMatch } from "./liveLogs.ts";
import { MATCH_ID } from "./logName.ts";

const POSITION = /^(\d{1,15})\.(\d{1,10})$/;
const WATCH_OFF = "this server shows no live matches: its MAX_WATCHERS_PER_PROCESS is 0";
const NO_ROOM_ID = "that is not the id of a room";

/** Location of a room that is not here, as host:port[/path]; empty: its address is not known. */
export type RoomElsewhere = { readonly address: string } | "here" | "over" | "unknown";

export interface WatchRoutesOptions {
  /** Undefined: live watching is off. */
  readonly live: LiveLogs | undefined;
  readonly metrics: Metrics;
  /** Most watchers of this process. */
  readonly most: number;
  elsewhere(room: string): Promise<RoomElsewhere>;
}

export function watchRoutes(app: Application, on: WatchRoutesOptions): void {
  const { live, metrics } = on;
  const limit = new RequestLimit(RATES.watch, metrics);
  const held = new ConcurrencyLimit(CONCURRENT.watchers);
  app.get("/api/watch/:room", async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    response.setHeader("Cache-Control", "no-store");
    const sender = limit.admit(request, response);
    if (sender === undefined) return;
    const { network, share } = sender;
    const { room } = request.params;
    if (live === undefined || !MATCH_ID.test(room)) {
      const isOff = live === undefined;
      return absent(response, isOff ? "watch_off" : "no_match", isOff ? WATCH_OFF : NO_ROOM_ID);
    }
    const match = live.find(room);
    if (match === undefined) return lead(request, response, room, on);
    match.asked = performance.now();
    const position = positionIn(request.query.after);
    // The rest of the previous owner's log may arrive in a moment.
    if (position !== undefined && !match.isComplete && position.epoch !== match.log.part.epoch)
      return notYet(response, "moved", "the match has just moved here", 1);
    response.type("application/octet-stream");
    if (request.query.poll !== undefined) return answerNow(match, position, response);
    if (live.watching >= on.most) return limit.refuse(response, "too_many_watchers", 5);
    if (!held.take(network, share)) return limit.refuse(response, "too_many_requests", 5);
    response.once("close", () => held.release(network));
    // A proxy that buffers or compresses the answer would delay it.
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    if (!live.watch(match, response, position)) begins(match, position, response);
  });
}

/** Redirects to the process that has the room. */
async function lead(
  request: Request,
  response: Response,
  room: string,
  { elsewhere }: WatchRoutesOptions,
): Promise<void> {
  const found = await elsewhere(room);
  if (found === "over") absent(response, "no_match", "there is no such room");
  else if (typeof found === "string") notYet(response, "searching", "not known now; ask again", 1);
  else if (found.address === "")
    notYet(response, "searching", "the room is at another process; ask again", 1);
  else {
    const query = /\?.*$/.exec(request.originalUrl)?.[0] ?? "";
    // Protocol-relative: a proxy may have terminated TLS.
    response.redirect(307, `//${found.address}/api/watch/${room}${query}`);
  }
}

function absent(response: Response, reason: UnshownReason, error: string): void {
  response.status(404).json({ error, reason });
}

/** Answered with 202, not with an error, which pages would show in their console. */
function notYet(response: Response, reason: UnshownReason, waiting: string, seconds: number): void {
  response.removeHeader("Content-Type");
  response.setHeader("Retry-After", seconds);
  response.status(202).json({ waiting, reason, seconds });
}

/** @param position of a watcher on its previous connection: the match has migrated here */
function begins({ log }: LiveMatch, position: Position | undefined, response: Response): void {
  const seconds = Math.max(1, Math.ceil(log.wait / 1000));
  const words =
    position === undefined
      ? `the match has just begun: it can be watched in ${seconds} s`
      : `the match has moved to another server: it goes on in ${seconds} s`;
  notYet(response, position === undefined ? "begins" : "moved", words, seconds);
}

/** The same answer for all watchers at the same position, so that a cache may serve it for a moment. */
async function answerNow(match: LiveMatch, position: Position | undefined, response: Response) {
  const { log } = match;
  const after = position && log.after(position);
  const next = after ?? log.begin();
  if (next === undefined) return begins(match, position, response);
  const all: Buffer[] = [];
  let part = after === undefined ? undefined : log.at(after - 1)?.part;
  for (let number = next; number <= log.published; number++) {
    const chunk = log.at(number);
    if (chunk === undefined) break;
    const bytes = await chunk.pack();
    if (chunk.part !== part) all.push(chunk.part.head);
    part = chunk.part;
    all.push(bytes);
  }
  if (all.length === 0) {
    response.removeHeader("Content-Type");
    response.status(204).end();
    return;
  }
  response.setHeader("Cache-Control", "public, max-age=1");
  response.send(Buffer.concat(all));
}

function positionIn(after: unknown): Position | undefined {
  const [, epoch, tick] = POSITION.exec(String(after ?? "")) ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), tick: Number(tick) };
}
