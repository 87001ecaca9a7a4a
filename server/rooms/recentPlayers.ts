/**
 * The players of a room with their latest chat lines, also those who have just left and those of other rooms
 * who wrote to all: a player may report them. It belongs to the process: after a migration it is empty.
 */
import { type MatchMoment, PLAYER_REPORTS } from "../../shared/playerReports.ts";

/** Players remembered at most; the one that was quiet for longest is forgotten first. */
const MOST = 100;

export interface RecentPlayer {
  readonly name: string;
  /** The oldest first. */
  readonly said: readonly string[];
  /** Where it wrote its latest line to all. */
  readonly match: MatchMoment | undefined;
}

export class RecentPlayers {
  readonly #players = new Map<string, RecentPlayer>();

  /** A player has left, or has written a line. */
  note(session: string, name: string, line?: string, match?: MatchMoment): void {
    const { said = [], match: before } = this.#players.get(session) ?? {};
    this.#players.delete(session);
    const lines = line === undefined ? said : [...said, line].slice(-PLAYER_REPORTS.lines);
    this.#players.set(session, { name, said: lines, match: match ?? before });
    if (this.#players.size <= MOST) return;
    for (const quiet of this.#players.keys()) {
      this.#players.delete(quiet);
      break;
    }
  }

  get(session: string): RecentPlayer | undefined {
    return this.#players.get(session);
  }
}
