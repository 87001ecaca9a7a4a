/**
 * Records the rounds of a room. A round is recorded a second after its end, in a step: by then Redis has its end, or this process may
 * not step any more, and another one records the same round. A player that leaves before is recorded at once.
 */
import type { Room } from "@colyseus/core";
import { SEAT } from "../../shared/limits.ts";
import type { Ranked } from "../../shared/records.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { GameServer, GameWorld, RecordRules } from "../game.ts";
import type { PlayedEntry, PlayedRound, RecordWriter } from "../records/recordWriter.ts";
import type { MatchHost } from "./hostedMatch.ts";
import { idOf } from "./seatLimits.ts";
import type { Seat } from "./seats.ts";

/** Ticks after the end of a round. */
const SETTLED = TICK_RATE;
/** How the round stands is shown this often, in ticks, and so many players of it. */
const [SHOW_EVERY, SHOWN_PLAYERS] = [5 * TICK_RATE, 20];

export interface RecordedRoom {
  readonly id: string;
  readonly mode: string;
  readonly world: GameWorld;
  readonly seats: ReadonlyMap<string, Seat>;
  readonly survival: { readonly mayStep: boolean; readonly gone: boolean; readonly holds: boolean };
  /** A rule of the game has thrown: nothing is recorded any more. */
  onFault(fault: unknown): void;
}

export class RoundRecorder {
  readonly #room: RecordedRoom;
  readonly #rules: RecordRules;
  readonly #writer: RecordWriter;
  /** Round that was recorded last, and the tick at which the present one was first seen to be over. */
  #recorded: number | undefined;
  #overAt: number | undefined;
  #isShown = false;
  /** Players that left while it was unknown whether the match is here. */
  #held: PlayedRound[] = [];
  #isBroken = false;

  constructor(room: RecordedRoom, rules: RecordRules, writer: RecordWriter) {
    this.#room = room;
    this.#rules = rules;
    this.#writer = writer;
  }

  /** The world has been stepped here, and the process may step it. */
  step(): void {
    this.#guarded(() => {
      const { world, seats } = this.#room;
      for (const held of this.#held.splice(0)) this.#writer.add(held);
      const { round, isOver } = this.#rules.round(world);
      if (isOver && round !== this.#recorded) {
        this.#overAt ??= world.tick;
        if (world.tick - this.#overAt >= SETTLED) {
          this.#recorded = round;
          this.#record(round, seats, true);
        }
      } else this.#overAt = undefined;
      if (world.tick % SHOW_EVERY === 0) this.#show();
    });
  }

  /** A player is about to leave the match for good. */
  left(session: string, seat: Seat): void {
    this.#guarded(() => {
      const { round, isOver } = this.#rules.round(this.#room.world);
      if (round !== this.#recorded) this.#record(round, [[session, seat]], isOver);
    });
  }

  /** The room has closed. */
  end(): void {
    const { id, mode, survival } = this.#room;
    // Another process goes on with the match, and records whoever leaves it there.
    if (survival.gone || !survival.holds) return;
    for (const held of this.#held.splice(0)) this.#writer.add(held);
    if (this.#isShown) this.#writer.show(mode, id, []);
  }

  /** @param isRated the round is over: it changes the ratings of those that are still there */
  #record(round: number, seats: Iterable<[string, Seat]>, isOver: boolean): void {
    const { id, mode, survival } = this.#room;
    const entries = [...seats].flatMap(([session, seat]) => this.#entryOf(session, seat, isOver) ?? []);
    if (entries.length === 0) return;
    const record = { id: `${id}:${round}`, mode, at: Date.now(), entries };
    if (survival.mayStep) this.#writer.add(record);
    else this.#held.push(record);
  }

  /** @returns undefined for a player without an identity, or one that has done nothing */
  #entryOf(key: string, { auth, player, flown }: Seat, isOver: boolean): PlayedEntry | undefined {
    const id = idOf(auth);
    if (id === undefined) return undefined;
    const { world } = this.#room;
    const figures = this.#rules.of(world, player);
    // One that has just come did not lose the round.
    const stood = isOver && flown >= SEAT.played ? this.#rules.standing?.(world, player) : undefined;
    const hasPlayed = Object.values(figures).some((value) => value > 0);
    return hasPlayed || stood !== undefined
      ? { key, player: id, name: player.name, figures, stood }
      : undefined;
  }

  #show(): void {
    const { world, seats, id, mode } = this.#room;
    const [ranking] = Object.keys(this.#rules.figures);
    const best = ({ figures }: Ranked): number => figures[ranking!] ?? 0;
    const players = [...seats.values()]
      .map(({ player }) => ({
        name: player.name,
        figures: this.#rules.of(world, player),
      }))
      .filter(({ figures }) => Object.values(figures).some((value) => value > 0))
      .sort((a, b) => best(b) - best(a))
      .slice(0, SHOWN_PLAYERS);
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

/** @returns undefined where nothing is kept of players */
export function recordRounds<World extends GameWorld>(
  { roomId: id, roomName: mode }: Room,
  game: GameServer<World>,
  world: World,
  { context, seats, survival }: Pick<MatchHost, "context" | "seats" | "survival">,
): RoundRecorder | undefined {
  const { records, telemetry } = context;
  const rules = game.records as RecordRules | undefined;
  if (records === undefined || rules === undefined) return undefined;
  const onFault = (err: unknown): void =>
    telemetry.log.error({ room: id, err }, "fault in a game's records: this match has no more");
  return new RoundRecorder({ id, mode, world, seats, survival, onFault }, rules, records);
}
