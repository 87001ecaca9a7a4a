/** Loads the logs of a match. Their segments are compressed with zstd, which browsers do not undo for pages: fzstd does. */
import { decompress } from "fzstd";
import { BadLog } from "../../shared/log/bytes.ts";
import { LogStream } from "../../shared/log/logStream.ts";
import { inOrder, MatchLog } from "../../shared/log/matchLog.ts";
import { partsOf, type ReplayInfo } from "../../shared/log/replays.ts";
import { TICK_RATE } from "../../shared/tick.ts";

/** Between two looks at a match that goes on, ms. */
const LOOK = 5000;
/** Enough to begin with, s of the match. */
const ENOUGH = 5;

/** @returns what fzstd makes of a segment; it throws when the segment is damaged */
const unpack = (bytes: Uint8Array, size: number): Uint8Array => decompress(bytes, new Uint8Array(size));

export const logStream = (): LogStream => new LogStream(unpack);

/** @param bytes logs, one behind the other: a match that moved has several @throws BadLog */
export const logsIn = (bytes: Uint8Array): MatchLog[] =>
  inOrder(partsOf(bytes).map((part) => new MatchLog(part, unpack)));

export interface LoadOptions {
  /** A tick that has to be there; absent: the first seconds are enough. */
  readonly tick: number | undefined;
  /** @param share that has come, 0…1; NaN when the whole is not known */
  onProgress(share: number): void;
}

/**
 * Resolves when there is enough to begin with. The rest comes meanwhile; the log of a match that is running grows.
 * @param address of the match's logs, one behind the other
 * @throws BadLog with what is to be said when there is no such match, or it cannot be read
 */
export async function loadMatch(address: string, { tick, onProgress }: LoadOptions): Promise<LogStream> {
  const response = await fetch(address).catch((cause) => {
    throw new BadLog("The server does not answer. Please try again.", { cause });
  });
  if (!response.ok) throw new BadLog(await reasonOf(response));
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
  const goOn = async (): Promise<void> => {
    if (mayGrow) await grow(address, stream, length);
    stream.end();
  };
  if (await readOn(isEnough))
    void readOn(() => false)
      .then(goOn)
      // What has come can be watched.
      .catch(() => stream.end());
  else {
    // A log of a few bytes says here that it is none.
    if (stream.logs.length === 0) throw new BadLog("it is no match log: it is cut off at its beginning");
    void goOn().catch(() => stream.end());
  }
  return stream;
}

/** Brings what is added, until the match is over. @param length bytes that are here */
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
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

/** @returns what the server says, such as that the match has just begun */
async function reasonOf(response: Response): Promise<string> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  return error ?? `The server answers ${response.status}. Please try again later.`;
}
