/** Sends the log of a match: the bytes of its parts in order, or a range of them. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { KeptMatch, ServedPart } from "./keptMatch.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";

/** The log of a running match grows, but bytes that were sent do not change. */
export async function sendMatch(match: KeptMatch, request: Request, response: Response): Promise<void> {
  const { parts, info } = match;
  if (parts.length === 0) {
    const error = info.running
      ? "the match has just begun: try again in some seconds"
      : `its log cannot be read: ${info.damaged}`;
    response.status(404).json({ error });
    return;
  }
  response.setHeader("Cache-Control", info.over ? IMMUTABLE : "no-cache");
  response.setHeader("ETag", tagOf(match));
  response.setHeader("Accept-Ranges", "bytes");
  response.type("application/octet-stream");
  response.attachment(`${info.id}.mlog`);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = rangeOf(request, response, info.bytes);
  if (range === undefined) {
    response.setHeader("Content-Range", `bytes */${info.bytes}`);
    refuse(response, 416, `the log has ${info.bytes} bytes`);
    return;
  }
  const { start, end } = range;
  const isWanted = request.method !== "HEAD";
  const body = pieces(parts, start, end);
  // Before the headers, because the log may have been deleted, or the bucket be unreachable.
  const first = isWanted ? await body.next().catch((error: Error) => error) : undefined;
  if (first instanceof Error) {
    refuseUnreadable(response, first);
    return;
  }
  if (end - start < info.bytes) {
    response.status(206).setHeader("Content-Range", `bytes ${start}-${end - 1}/${info.bytes}`);
  }
  response.setHeader("Content-Length", end - start);
  if (first === undefined) {
    response.end();
    return;
  }
  // When a client hangs up, or a file is deleted meanwhile, the connection ends before the announced length.
  const all = first.done ? [] : joined(first.value, body);
  await pipeline(Readable.from(all, { objectMode: false }), response).catch(() => response.destroy());
}

function refuseUnreadable(response: Response, fault: Error): void {
  if ((fault as NodeJS.ErrnoException).code === "ENOENT") {
    refuse(response, 404, "the log has just been deleted");
    return;
  }
  response.setHeader("Retry-After", 5);
  refuse(response, 503, "the log cannot be read at the moment: try again");
}

/** The answer is an error without any bytes of the log. */
function refuse(response: Response, status: number, error: string): void {
  for (const name of ["ETag", "Accept-Ranges", "Content-Disposition", "Content-Type"])
    response.removeHeader(name);
  response.setHeader("Cache-Control", "no-store");
  response.status(status).json({ error });
}

function tagOf({ info, parts }: KeptMatch): string {
  const hash = createHash("sha256").update(info.id);
  for (const { epoch, started, bytes } of parts) hash.update(` ${epoch} ${started} ${bytes}`);
  return `"${hash.digest("base64url").slice(0, 20)}"`;
}

/**
 * @returns start and end; the whole log, unless exactly one range is requested; undefined when the range is
 * outside the log
 */
function rangeOf(
  request: Request,
  response: Response,
  size: number,
): { start: number; end: number } | undefined {
  const all = { start: 0, end: size };
  const condition = request.headers["if-range"];
  if (condition !== undefined && condition !== response.getHeader("ETag")) return all;
  const ranges = request.range(size);
  if (ranges === -1) return undefined;
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return all;
  const { start, end } = ranges[0]!;
  return { start, end: end + 1 };
}

async function* pieces(parts: readonly ServedPart[], start: number, end: number): AsyncGenerator<Uint8Array> {
  for (const { log, at, bytes } of parts) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, bytes)];
    if (from < to) yield* log.read(from, to);
  }
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
