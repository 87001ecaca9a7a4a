/** What the records contain of the players of a round: their figures, and their standing at its end. */
import { SEAT } from "../../shared/limits.ts";
import type { Ranked } from "../../shared/records.ts";
import type { GameWorld, RecordRules, Standing } from "../game.ts";
import { idOf, isBot } from "../net/joinIdentity.ts";
import type { PlayedEntry } from "../records/recordWriter.ts";
import type { Seat } from "./seats.ts";

export interface PlayedRoom {
  readonly world: GameWorld;
  readonly seats: ReadonlyMap<string, Seat>;
}

export class RoundFigures {
  readonly #room: PlayedRoom;
  readonly #rules: RecordRules;

  constructor(room: PlayedRoom, rules: RecordRules) {
    this.#room = room;
    this.#rules = rules;
  }

  /**
   * @param gone those that have left this round
   * @returns people that play this round or have left it, each once
   */
  people(gone: Iterable<string>): ReadonlySet<string> {
    const people = new Set(gone);
    for (const [session, seat] of this.#room.seats) {
      const person = personIn(session, seat);
      if (person !== undefined) people.add(person);
    }
    return people;
  }

  /** A player that has only just joined did not lose the round. */
  standingOf({ player, flown }: Seat): Standing | undefined {
    return flown >= SEAT.played ? this.#rules.standing?.(this.#room.world, player) : undefined;
  }

  /**
   * @param people see `people`
   * @returns undefined for a bot, for a player without an identity, and for one without figures that has no
   * standing
   */
  entryOf(
    session: string,
    seat: Seat,
    stood: Standing | undefined,
    people: ReadonlySet<string>,
  ): PlayedEntry | undefined {
    const { auth, player } = seat;
    const id = idOf(auth);
    if (id === undefined || isBot(auth)) return undefined;
    const figures = this.#figuresOf(session, seat, people);
    return hasAny(figures) || stood !== undefined
      ? { key: session, player: id, name: player.name, figures, stood }
      : undefined;
  }

  /** @param people see `people` @returns at most so many people with figures, the best first */
  best(most: number, people: ReadonlySet<string>): { name: string; figures: Record<string, number> }[] {
    const [ranking] = Object.keys(this.#rules.figures);
    const ranked = ({ figures }: Ranked): number => figures[ranking!] ?? 0;
    return [...this.#room.seats]
      .filter(([, { auth }]) => !isBot(auth))
      .map(([session, seat]) => ({
        name: seat.player.name,
        figures: this.#figuresOf(session, seat, people),
      }))
      .filter(({ figures }) => hasAny(figures))
      .sort((a, b) => ranked(b) - ranked(a))
      .slice(0, most);
  }

  /** What the player has done; a figure that counts against people only is 0 without another person. */
  #figuresOf(session: string, { auth, player }: Seat, people: ReadonlySet<string>): Record<string, number> {
    const figures = { ...this.#rules.of(this.#room.world, player) };
    const others = people.size - Number(people.has(idOf(auth) ?? session));
    if (others === 0) for (const figure of this.#rules.againstPeople ?? []) figures[figure] = 0;
    return figures;
  }
}

const hasAny = (figures: Record<string, number>): boolean =>
  Object.values(figures).some((value) => value > 0);

/**
 * @returns an id that is the same for all seats of a person; undefined for a bot, and for a seat that has
 * hardly played
 */
export const personIn = (session: string, { auth, flown }: Seat): string | undefined =>
  isBot(auth) || flown < SEAT.played ? undefined : (idOf(auth) ?? session);
