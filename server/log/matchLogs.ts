/** The match logs of a server: one for each of its rooms. */
import type { EndReason } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import type { Match } from "../../shared/log/match.ts";
import type { ReplayedTicks } from "../../shared/log/ticks.ts";
import type { GameServer } from "../game.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { headerOf, type LoggedRoom } from "./header.ts";
import { LogDisk } from "./logDisk.ts";
import { MatchRecorder } from "./recorder.ts";

/** The log of a room's match, which is being written. */
export interface RoomLog {
  /** @param reason why nothing more comes from here */
  end(reason: EndReason): void;
}

export class MatchLogs {
  readonly folder: string;
  readonly #disk: LogDisk;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;

  /** @param folder where the files go; it is made when the first is written */
  constructor(folder: string, telemetry: Pick<Telemetry, "log" | "metrics">) {
    this.folder = folder;
    this.#disk = new LogDisk(folder, telemetry);
    this.#telemetry = telemetry;
  }

  /**
   * Records a match from now on. To be called between two steps.
   * @param replayed steps before, which were made again here: the log has them, too
   */
  record(game: GameServer, match: Match, room: LoggedRoom, replayed?: ReplayedTicks): RoomLog {
    const recovered = replayed === undefined ? {} : { recovered: match.world.tick };
    const file = this.#disk.open(headerOf(game, { ...room, ...recovered }, Date.now()));
    const { toNumbers } = game.inputs;
    const fields = new InputFields(game.game.input, toNumbers as (input: object, into: Float64Array) => void);
    const onFault = (err: unknown): void =>
      this.#telemetry.log.error({ room: room.room, err }, "match log given up: a fault in recording");
    const recorder = new MatchRecorder(match, fields, file, onFault, replayed);
    match.record(recorder);
    return recorder;
  }

  /** Waits until what was recorded is written. To be called when the process stops. @returns false when the disk hangs */
  end(): Promise<boolean> {
    return this.#disk.end();
  }
}
