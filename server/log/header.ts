/** The header of a log: everything that a replay of the match needs. */
import { ENGINE_VERSION, type LogHeader } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { GameServer } from "../game.ts";

/** Facts that only the room knows. */
export interface LoggedRoom {
  /** Name of the room. */
  readonly mode: string;
  readonly settings: unknown;
  /** Seed of a match that starts here. */
  readonly seed: number | undefined;
  readonly room: string;
  readonly epoch: number;
  /** See `LogHeader`. */
  readonly recovered?: number;
}

/**
 * A match keeps the id of its room when it migrates, so that is the id of the match.
 * @param started ms since 1970
 */
export const headerOf = ({ game }: GameServer, room: LoggedRoom, started: number): LogHeader => ({
  ...{ engine: ENGINE_VERSION, game: game.name, gameVersion: game.version, tickRate: TICK_RATE },
  ...room,
  ...{ match: room.room, started, inputs: new InputFields(game.input).listed },
});
