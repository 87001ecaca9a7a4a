/**
 * Records the rounds of a room. A round is recorded by a step one second after its end. By then Redis
 * contains the end; otherwise this process may not step any more, and another process records the same round.
 * A player that leaves earlier is recorded at once.
 */
import type { Room } from "@colyseus/core";
import type { ServerMessages } from "../../shared/protocol.ts";
import type { RatingChange } from "../../shared/records.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { LeftPlayers } from "../cluster/checkpoint.ts";
import type { GameServer, GameWorld, RecordRules } from "../game.ts";
import { knowsMessages } from "../net/joinIdentity.ts";
import type { OnWritten, PlayedEntry, RecordWriter } from "../records/recordWriter.ts";
import type { MatchHost } from "./hostedMatch.ts";
import { type PlayedRoom, personIn, RoundFigures } from "./roundFigures.ts";
import type { Seat } from "./seats.ts";

/** Ticks between the end of a round and its record. */
const SETTLED = TICK_RATE;
/** The standings of a running round are published at this interval, ticks, with this many players. */
const [SHOW_EVERY, SHOWN_PLAYERS] = [5 * TICK_RATE, 20];

/** As many of those that have left are remembered: it only matters whether there was anybody else. */
const PEOPLE = 2;

export interface RecordedRoom extends PlayedRoom {
  readonly id: string;
  readonly mode: string;
  readonly survival: { readonly mayStep: boolean; readonly gone: boolean };
  /** A round that has ended is in the records. */
  readonly onRecorded: OnWritten;
  /** A rule of the game has thrown: recording has ended. */
  onFault(fault: unknown): void;
}

type OnRecorded = (round: number, ratings: readonly RatingChange[]) => void;

export class RoundRecorder {
  readonly #room: RecordedRoom;
  readonly #rules: RecordRules;
  readonly #writer: RecordWriter;
  readonly #figures: RoundFigures;
  /** The latest recorded round, and the tick at which the present round was first seen to be over. */
  #recorded: number | undefined;
  #overAt: number | undefined;
  #isShown = false;
  /** Of the round `#leftIn`: the first people that have left it after they had played. */
  readonly #gone = new Set<string>();
  #leftIn: number | undefined;
  /**
   * Functions that add the records of players that left while this process was unsure whether it still owned
   * the match.
   */
  #held: (() => void)[] = [];
  /** Those that have left a round which is to change their ratings: they are recorded with the others. */
  #quitters: LeftPlayers["results"][number][] = [];
  #isBroken = false;
  /** All that a record which waits for the store keeps of its room, until the room closes. */
  readonly #written: { on: OnRecorded | undefined };

  constructor(room: RecordedRoom, rules: RecordRules, writer: RecordWriter) {
    this.#room = room;
    this.#rules = rules;
    this.#writer = writer;
    this.#figures = new RoundFigures(room, rules);
    this.#written = { on: (round, ratings) => this.#onWritten(round, ratings) };
  }

  /** The world has been stepped here, and the process may step it. */
  step(): void {
    this.#guarded(() => {
      const { world, seats } = this.#room;
      for (const add of this.#held.splice(0)) add();
      const { round, isOver } = this.#rules.round(world);
      if (isOver && round !== this.#recorded) {
        this.#overAt ??= world.tick;
        if (world.tick - this.#overAt >= SETTLED) {
          this.#recorded = round;
          this.#record(round, seats);
        }
      } else this.#overAt = undefined;
      if (world.tick % SHOW_EVERY === 0) this.#show();
    });
  }

  /**
   * A player is about to leave the match for good.
   * @param isItsDoing else the server has ended, or has lost the player
   * @returns whether `leftPlayers` has changed
   */
  left(session: string, seat: Seat, isItsDoing: boolean): boolean {
    let hasChanged = false;
    this.#guarded(() => {
      const { world } = this.#room;
      const { round, isOver } = this.#rules.round(world);
      if (round === this.#recorded) return;
      const quits = isItsDoing ? this.#rules.quitting?.(world, seat.player) : undefined;
      const stood = isOver ? this.#figures.standingOf(seat) : quits;
      const entry = this.#figures.entryOf(session, seat, stood, this.#people(round));
      const isRated = entry !== undefined && stood !== undefined;
      if (isRated) this.#quitters.push({ round, entry });
      else if (entry !== undefined) this.#write(round, [entry]);
      const person = personIn(session, seat);
      hasChanged = isRated;
      if (person === undefined) return;
      if (round !== this.#leftIn) this.#gone.clear();
      this.#leftIn = round;
      if (this.#gone.size === PEOPLE || this.#gone.has(person)) return;
      this.#gone.add(person);
      hasChanged = true;
    });
    return hasChanged;
  }

  /** @returns what the next owner of the match needs; undefined: nothing */
  leftPlayers(): LeftPlayers | undefined {
    if (this.#gone.size === 0 && this.#quitters.length === 0) return undefined;
    return { round: this.#leftIn, people: [...this.#gone], results: [...this.#quitters] };
  }

  /** Continues a match that another process has recorded until then. */
  restore({ round, people, results }: LeftPlayers): void {
    this.#leftIn = round;
    for (const person of people) this.#gone.add(person);
    this.#quitters.push(...results);
  }

  /** The room has closed. @param hasMoved see `HostedMatch.end` */
  end(hasMoved: boolean): void {
    this.#written.on = undefined;
    const { id, mode, survival } = this.#room;
    // The next owner records the players that have left. A match that is given up has no result.
    if (hasMoved || survival.gone) return;
    for (const add of this.#held.splice(0)) add();
    for (const round of new Set(this.#quitters.map((quitter) => quitter.round)))
      this.#write(round, this.#quittersOf(round));
    if (this.#isShown) this.#writer.show(mode, id, []);
  }

  /** The round is over: it changes the ratings of those that are there, and of those that have left it. */
  #record(round: number, seats: Iterable<[string, Seat]>): void {
    const people = this.#people(round);
    const there = [...seats].flatMap(
      ([session, seat]) => this.#figures.entryOf(session, seat, this.#figures.standingOf(seat), people) ?? [],
    );
    this.#write(round, [...there, ...this.#quittersOf(round)], whenWritten(this.#written, round));
    this.#quitters = [];
  }

  /** A record that was late may concern a round that nobody sees any more. */
  #onWritten(round: number, ratings: readonly RatingChange[]): void {
    this.#guarded(() => {
      const present = this.#rules.round(this.#room.world);
      if (present.isOver && present.round === round) this.#room.onRecorded(ratings);
    });
  }

  #quittersOf(round: number): PlayedEntry[] {
    return this.#quitters.filter((quitter) => quitter.round === round).map(({ entry }) => entry);
  }

  #write(round: number, entries: readonly PlayedEntry[], onWritten?: OnWritten): void {
    const { id, mode, survival } = this.#room;
    if (entries.length === 0) return;
    const record = { id: `${id}:${round}`, mode, at: Date.now(), entries };
    const add = (): void => this.#writer.add(record, onWritten);
    if (survival.mayStep) add();
    else this.#held.push(add);
  }

  /** @returns people that play this round or have left it, each once */
  #people(round: number): ReadonlySet<string> {
    return this.#figures.people(round === this.#leftIn ? this.#gone : []);
  }

  #show(): void {
    const { world, id, mode } = this.#room;
    const players = this.#figures.best(SHOWN_PLAYERS, this.#people(this.#rules.round(world).round));
    if (players.length === 0 && !this.#isShown) return;
    this.#isShown = players.length > 0;
    this.#writer.show(mode, id, players);
  }

  #guarded(work: () => void): void {
    if (this.#isBroken) return;
    try {
      work();
    } catch (fault) {
      this.#isBroken = true;
      this.#room.onFault(fault);
    }
  }
}

const whenWritten =
  (to: { readonly on: OnRecorded | undefined }, round: number): OnWritten =>
  (ratings) =>
    to.on?.(round, ratings);

/** @returns undefined when records are off */
export function recordRounds<World extends GameWorld>(
  { roomId: id, roomName: mode, clients }: Room,
  game: GameServer<World>,
  world: World,
  { context, seats, survival }: Pick<MatchHost, "context" | "seats" | "survival">,
): RoundRecorder | undefined {
  const { records, telemetry } = context;
  const rules = game.records as RecordRules | undefined;
  if (records === undefined || rules === undefined) return undefined;
  const onFault = (err: unknown): void =>
    telemetry.log.error(
      { room: id, err },
      "fault in a game's records: no further round of this match is recorded",
    );
  const onRecorded: OnWritten = (ratings) => {
    const message: ServerMessages["recorded"] = { ratings };
    for (const client of clients) if (knowsMessages(client.auth)) client.send("recorded", message);
  };
  return new RoundRecorder({ id, mode, world, seats, survival, onRecorded, onFault }, rules, records);
}
