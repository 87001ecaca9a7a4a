/** Writes the match log of a round, as a server would: `npm run replay` and `/replay/MATCH` play it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import type { GameServer } from "../../server/game.ts";
import { headerOf } from "../../server/log/header.ts";
import { LOG_SUFFIX } from "../../server/log/logName.ts";
import { PlayerList } from "../../server/log/playerList.ts";
import { MatchRecorder } from "../../server/log/recorder.ts";
import { type RawSegment, type SegmentSink, SINK } from "../../server/log/segmentSink.ts";
import { bodyOf, COMPRESSION, fileHead, SEGMENT, segment } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import type { Match } from "../../shared/log/match.ts";

class KeptSegments implements SegmentSink {
  readonly state = SINK.open;
  readonly players = new PlayerList();
  readonly #parts: Uint8Array[] = [fileHead()];

  put({ type, from, to, body }: RawSegment): void {
    const packed = zstdCompressSync(body);
    const compression = packed.length < body.length ? COMPRESSION.zstd : COMPRESSION.none;
    const head = { type, compression, size: body.length, from, to };
    this.#parts.push(segment(head, compression === COMPRESSION.zstd ? packed : body));
  }

  joined(player: { key: string; name: string }): void {
    this.players.add(player);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

export interface RoundLog {
  /** Ends the log, and writes it. @returns its file @throws when the file cannot be written */
  write(): Promise<string>;
}

/**
 * Records a match from now on.
 * @param name of the match; the name of the file begins with it
 */
export function recordRound(
  server: GameServer,
  match: Match,
  { folder, name, room, settings }: { folder: string; name: string; room: string; settings: unknown },
): RoundLog {
  const sink = new KeptSegments();
  const header = headerOf(
    server,
    { mode: room, settings, seed: undefined, room: name, epoch: 1 },
    Date.now(),
  );
  sink.put({ type: SEGMENT.header, from: 0, to: 0, body: bodyOf(header) });
  const fields = new InputFields(server.game.input, server.inputs.toNumbers as never);
  const recorder = new MatchRecorder(match, fields, sink, (fault) => {
    throw fault;
  });
  match.record(recorder);
  return {
    async write() {
      recorder.end("over");
      const path = join(folder, `${name}.1${LOG_SUFFIX}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, sink.bytes());
      await sink.players.flush(path);
      return path;
    },
  };
}
