/** Loads the logs of a match. Their segments are compressed with zstd, which browsers do not undo for pages: fzstd does. */
import { decompress } from "fzstd";
import { BadLog } from "../../shared/log/bytes.ts";
import { inOrder, MatchLog } from "../../shared/log/matchLog.ts";
import { partsOf } from "../../shared/log/replays.ts";

/** @returns what fzstd makes of a segment; it throws when the segment is damaged */
const unpack = (bytes: Uint8Array, size: number): Uint8Array => decompress(bytes, new Uint8Array(size));

/**
 * @param address of the match's logs, one behind the other
 * @param onProgress share that has come, 0…1; NaN when the whole is not known
 * @throws BadLog with what is to be said when there is no such match, or it cannot be read
 */
export async function loadMatch(address: string, onProgress: (share: number) => void): Promise<MatchLog[]> {
  const response = await fetch(address).catch((cause) => {
    throw new BadLog("The server does not answer. Please try again.", { cause });
  });
  if (!response.ok) throw new BadLog(await reasonOf(response));
  return logsIn(await bytesOf(response, onProgress));
}

/** @returns what the server says, such as that the match has just begun */
async function reasonOf(response: Response): Promise<string> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  return error ?? `The server answers ${response.status}. Please try again later.`;
}

/** @param bytes logs, one behind the other: a match that moved has several @throws BadLog */
export const logsIn = (bytes: Uint8Array): MatchLog[] =>
  inOrder(partsOf(bytes).map((part) => new MatchLog(part, unpack)));

async function bytesOf(response: Response, onProgress: (share: number) => void): Promise<Uint8Array> {
  const all = Number(response.headers.get("Content-Length") ?? Number.NaN);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    onProgress(length / all);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
