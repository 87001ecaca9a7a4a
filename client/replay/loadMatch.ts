/**
 * Loads the logs of a match. Their segments are compressed with zstd, which browsers do not expose to pages,
 * so fzstd decompresses them.
 */
import { decompress } from "fzstd";
import { BadLog } from "../../shared/log/bytes.ts";
import { LogStream } from "../../shared/log/logStream.ts";
import { inOrder, MatchLog } from "../../shared/log/matchLog.ts";
import { partsOf, type ReplayInfo } from "../../shared/log/replays.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { words } from "../strings/index.ts";

/** Interval at which a growing log is requested, ms. */
const CHECK_EVERY = 5000;
/** The replay starts once this much of the match has arrived, s. */
const ENOUGH = 5;

/** @returns the decompressed segment. @throws when the segment is damaged */
const unpack = (bytes: Uint8Array, size: number): Uint8Array => decompress(bytes, new Uint8Array(size));

export const logStream = (): LogStream => new LogStream(unpack);

/** @param bytes concatenated logs: a match that has migrated has several @throws BadLog */
export const logsIn = (bytes: Uint8Array): MatchLog[] =>
  inOrder(partsOf(bytes).map((part) => new MatchLog(part, unpack)));

interface Refusal {
  readonly error: string;
  readonly reason: string;
}

export interface LoadOptions {
  /** A tick that must have arrived; absent: the first seconds are enough. */
  readonly tick: number | undefined;
  /** @param share of the bytes that has arrived, 0…1; NaN when the total is unknown */
  onProgress(share: number): void;
}

/**
 * Resolves when enough has arrived to start. The rest arrives in the background; the log of a running match
 * keeps growing.
 * @param address of the match's concatenated logs
 * @throws BadLog, with a message for the viewer, when the match does not exist or its log cannot be read
 */
export async function loadMatch(address: string, { tick, onProgress }: LoadOptions): Promise<LogStream> {
  const response = await fetch(address).catch((cause) => {
    throw new BadLog("The server does not answer. Please try again.", { reason: "silent", cause });
  });
  if (!response.ok) throw await refusalOf(response);
  const all = Number(response.headers.get("Content-Length") ?? Number.NaN);
  const mayGrow = !response.headers.get("Cache-Control")?.includes("immutable");
  const reader = response.body!.getReader();
  const stream = logStream();
  let length = 0;
  const readOn = async (isEnough: () => boolean): Promise<boolean> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      stream.push(next.value);
      onProgress(length / all);
      if (isEnough()) return true;
    }
    return false;
  };
  const isEnough = (): boolean => {
    const { position, logs } = stream;
    if (position === undefined) return false;
    return position.tick >= (tick ?? logs[0]!.from + ENOUGH * TICK_RATE);
  };
  const loadRest = async (): Promise<void> => {
    if (mayGrow) await grow(address, stream, length);
    stream.end();
  };
  if (await readOn(isEnough))
    void readOn(() => false)
      .then(loadRest)
      // The part that has arrived can still be watched.
      .catch(() => stream.end());
  else {
    // An answer of a few bytes may be no log at all.
    if (stream.logs.length === 0)
      throw new BadLog("it is no match log: it is cut off at its beginning", { reason: "no_log" });
    void loadRest().catch(() => stream.end());
  }
  return stream;
}

/**
 * Appends what the server adds to the log, until the match is over.
 * @param length number of bytes that have arrived
 */
async function grow(address: string, stream: LogStream, length: number): Promise<void> {
  let have = length;
  for (;;) {
    const response = await fetch(`${address}/info`);
    if (!response.ok) return;
    const { running, bytes } = (await response.json()) as ReplayInfo;
    if (bytes > have) {
      const more = await fetch(address, { headers: { Range: `bytes=${have}-` } });
      if (more.status !== 206) return;
      const added = new Uint8Array(await more.arrayBuffer());
      stream.push(added);
      have += added.length;
    }
    if (!running) return;
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY));
  }
}

/** @returns the server's reason, for example that it has no such match */
async function refusalOf(response: Response): Promise<BadLog> {
  const { error, reason = "" } = (await response.json().catch(() => ({}))) as Partial<Refusal>;
  return new BadLog(error ?? words.watch.answers(response.status), { reason });
}
