/** Records a room's match: to a file, for live watchers, or both. */
import type { EndReason } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import type { Match } from "../../shared/log/match.ts";
import type { ReplayedTicks } from "../../shared/log/ticks.ts";
import type { GameServer } from "../game.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { headerOf, type LoggedRoom } from "./header.ts";
import type { LiveLogs } from "./liveLogs.ts";
import type { MatchLogs } from "./matchLogs.ts";
import { MatchRecorder } from "./recorder.ts";
import { type SegmentSink, SINK } from "./segmentSink.ts";

/** The log of a room's match while it is written. */
export interface RoomLog {
  /** @param reason why the log ends here */
  end(reason: EndReason): void;
}

export interface RecordedTo {
  /** Absent: no file is written. */
  readonly logs: MatchLogs | undefined;
  /** Absent: live watching is off. */
  readonly live: LiveLogs | undefined;
  readonly telemetry: Pick<Telemetry, "log">;
}

/**
 * Records a match from now on. Must be called between two steps.
 * @param replayed steps that were replayed here at a takeover: the log gets them too
 * @returns undefined when neither sink is wanted
 */
export function recordMatch(
  { logs, live, telemetry }: RecordedTo,
  game: GameServer,
  match: Match,
  room: LoggedRoom,
  replayed?: ReplayedTicks,
): RoomLog | undefined {
  if (logs === undefined && live === undefined) return undefined;
  const recovered = replayed === undefined ? {} : { recovered: match.world.tick };
  const header = headerOf(game, { ...room, ...recovered }, Date.now());
  const watched = live?.open(header, room.seed !== undefined);
  const file = logs?.open(header);
  const sink = file && watched ? bothOf(file, watched.log) : (file ?? watched!.log);
  const { toNumbers } = game.inputs;
  const fields = new InputFields(game.game.input, toNumbers as (input: object, into: Float64Array) => void);
  const onFault = (err: unknown): void =>
    telemetry.log.error({ room: room.room, err }, "match log given up: a fault in recording");
  const recorder = new MatchRecorder(match, fields, sink, onFault, replayed);
  match.record(recorder);
  return {
    end(reason) {
      recorder.end(reason);
      if (watched !== undefined) live!.close(watched, reason);
    },
  };
}

/** A disk that refuses a segment does not affect live watchers, who need no disk. */
function bothOf(file: SegmentSink, watched: SegmentSink): SegmentSink {
  return {
    get state() {
      return file.state === SINK.full ? SINK.open : file.state;
    },
    put(segment) {
      watched.put(segment);
      file.put(segment);
    },
    joined: (player) => file.joined(player),
  };
}
