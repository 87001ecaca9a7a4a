/** Logs of matches in memory. */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { GameServer } from "../../server/game.ts";
import { headerOf, type LoggedRoom } from "../../server/log/header.ts";
import { type RawSegment, type SegmentSink, SINK } from "../../server/log/segmentSink.ts";
import { bodyOf, COMPRESSION, fileHead, SEGMENT, segment } from "../../shared/log/format.ts";
import { MatchLog } from "../../shared/log/matchLog.ts";

/** Keeps the segments of a recorder. */
export class KeptSegments implements SegmentSink {
  state: SegmentSink["state"] = SINK.open;
  readonly all: RawSegment[] = [];

  put(one: RawSegment): void {
    this.all.push(one);
  }

  joined(): void {}
}

export const decompress = (bytes: Uint8Array): Uint8Array => zstdDecompressSync(bytes);

/** @returns the bytes of a log @param plain without compression */
export function logBytes(
  game: GameServer,
  segments: readonly RawSegment[],
  room: Partial<LoggedRoom> = {},
  plain = false,
): Uint8Array<ArrayBuffer> {
  const [mode] = Object.keys(game.game.modes);
  const { settings } = game.game.modes[room.mode ?? mode!]!;
  const header = headerOf(
    game,
    { mode: mode!, settings, seed: undefined, room: "room", epoch: 1, ...room },
    1_764_000_000_000,
  );
  const all: RawSegment[] = [{ type: SEGMENT.header, from: 0, to: 0, body: bodyOf(header) }, ...segments];
  return logFile(all, plain);
}

/** @param segments with the header @returns the bytes of a log */
export function logFile(segments: readonly RawSegment[], plain = false): Uint8Array<ArrayBuffer> {
  const parts = segments.map(({ type, from, to, body }) => {
    const compression = plain ? COMPRESSION.none : COMPRESSION.zstd;
    return segment({ type, compression, size: body.length, from, to }, plain ? body : zstdCompressSync(body));
  });
  return new Uint8Array(Buffer.concat([fileHead(), ...parts]));
}

export const readLog = (bytes: Uint8Array): MatchLog => new MatchLog(bytes, decompress);
