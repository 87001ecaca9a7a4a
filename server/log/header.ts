/** The header of a log: what is needed to play the match again. */
import { ENGINE_VERSION, type LogHeader } from "../../shared/log/format.ts";
import { InputFields } from "../../shared/log/inputFields.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { GameServer } from "../game.ts";

/** What only the room knows. */
export interface LoggedRoom {
  /** Name of the room. */
  readonly mode: string;
  readonly settings: unknown;
  /** Of a match that begins. */
  readonly seed: number | undefined;
  readonly room: string;
  readonly epoch: number;
  /** See `LogHeader`. */
  readonly recovered?: number;
}

/** A match keeps its room's id wherever it moves, so that is its id. @param started ms since 1970 */
export const headerOf = ({ game }: GameServer, room: LoggedRoom, started: number): LogHeader => ({
  ...{ engine: ENGINE_VERSION, game: game.name, gameVersion: game.version, tickRate: TICK_RATE },
  ...room,
  ...{ match: room.room, started, inputs: new InputFields(game.input).listed },
});
