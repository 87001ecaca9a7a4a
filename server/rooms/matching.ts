/**
 * A room of a mode with `bySkill`: which players it admits, how it is listed while its only player waits, and
 * when that player goes to another waiting room. All rooms compute the same pairs from the same list
 * (pairing.ts). The room that is asked for a seat has the last word, so two rooms that read the list at
 * different moments pair no player twice.
 */
import type { Room } from "@colyseus/core";
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import { fits, type WaitingPlayer } from "../cluster/pairing.ts";
import type { ListedPlayer } from "../cluster/waitingRooms.ts";
import { expectedAuths } from "../framework/reservations.ts";
import { identityIn, isBot, type JoinIdentity, partyOf } from "../net/joinIdentity.ts";
import { NEW_SKILL } from "../records/skills.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** Ticks between two searches for an opponent. */
const EVERY = TICK_RATE / 2;
/** A room that has sent its player to another room admits no other player for this long, ms. */
const RESERVED_FOR_MOVE = 3000;
/** Time until the player is sent to another room again, ms. */
const SEND_AGAIN = 6000;
/** A player that has left is not admitted again for this long, ms. */
const AVOIDED = 30_000;
/** A listing is written again when its wait is wrong by more than this, ms, because a clock was set. */
const CLOCK_DRIFT = 2000;

type Parts = Pick<RoomParts, "context" | "hosted" | "seats">;

export class RoomMatching {
  readonly #room: Room;
  readonly #parts: Parts;
  /** When players that have left may be admitted again, by id, ms of `performance.now`. */
  readonly #avoided = new Map<string, number>();
  #listed: ListedPlayer | undefined;
  /** Whether the room is listed as one of a party: then it is asked for no other player. */
  #isForParty = false;
  #isSearching = false;
  #sentAwayAt = Number.NEGATIVE_INFINITY;

  constructor(room: Room, parts: Parts) {
    this.#room = room;
    this.#parts = parts;
  }

  /** @param auth of the player that asks for a seat */
  takes(auth: unknown): boolean {
    const identity = identityIn(auth);
    const { game, world } = this.#parts.hosted;
    const waits = game.waits?.(world);
    if (waits === undefined) return false;
    const there = [...this.#parts.seats.values()];
    const others = [...there.map((seat) => seat.auth), ...expectedAuths(this.#room)] as JoinIdentity[];
    // Members of a party duel with each other only, whatever their skills.
    const party = others.map(partyOf).find((one) => one !== undefined);
    if (others.length > 0 && party !== identity.party) return false;
    const isAnother = others.every((other) => identity.id === undefined || other?.id !== identity.id);
    if (!isAnother) return false;
    // A member of the party, or a player that was sent to this room, is admitted whatever its skill.
    if (identity.byId || party !== undefined) return true;
    if (there.some(({ player }) => player.away) || performance.now() - this.#sentAwayAt < RESERVED_FOR_MOVE)
      return false;
    const asker = this.#waiting(identity, 0);
    return others.every((other) => fits(this.#waiting(other ?? {}, waits * TICK_MS), asker));
  }

  /** A player has left for good. */
  left({ auth }: Seat): void {
    const { id } = identityIn(auth);
    if (id !== undefined) this.#avoided.set(id, performance.now() + AVOIDED);
  }

  /** Call it after each step. */
  step(): void {
    const { world } = this.#parts.hosted;
    if (world.tick % EVERY !== 0) return;
    const seat = this.#waitingSeat();
    this.#list(seat);
    if (seat === undefined || this.#isSearching || performance.now() - this.#sentAwayAt < SEND_AGAIN) return;
    this.#isSearching = true;
    void this.#search(seat).finally(() => {
      this.#isSearching = false;
    });
  }

  /** @returns the seat of the only player, if it is connected and waits for an opponent */
  #waitingSeat(): Seat | undefined {
    const { seats, hosted } = this.#parts;
    const [seat] = seats.values();
    const isWaiting =
      seats.size === 1 &&
      partyOf(seat!.auth) === undefined &&
      hosted.game.waits?.(hosted.world) !== undefined;
    return isWaiting && !seat!.player.away ? seat : undefined;
  }

  #list(seat: Seat | undefined): void {
    const { game, world } = this.#parts.hosted;
    const listed =
      seat &&
      listedPlayer(this.#waiting(identityIn(seat.auth), (game.waits?.(world) ?? 0) * TICK_MS), Date.now());
    const auths = [...this.#parts.seats.values()].map((one) => one.auth).concat(expectedAuths(this.#room));
    const isForParty = auths.some((auth) => partyOf(auth) !== undefined);
    if (isSame(listed, this.#listed) && isForParty === this.#isForParty) return;
    this.#listed = listed;
    this.#isForParty = isForParty;
    // Listings in Redis do not reject; the heartbeat repeats a write that was lost.
    this.#room.setMetadata({ waiting: listed, ...(isForParty && { party: true }) }).catch(() => {});
  }

  async #search(seat: Seat): Promise<void> {
    const { context, hosted } = this.#parts;
    const { roomName, roomId } = this.#room;
    const to = await context.matching.roomFor(roomName, roomId).catch(() => undefined);
    if (to === undefined || this.#waitingSeat() !== seat) return;
    this.#sentAwayAt = performance.now();
    hosted.broadcaster.sendTo(seat.player.key, "match", { room: to });
  }

  #waiting(identity: JoinIdentity | undefined, waited: number): WaitingPlayer {
    const now = performance.now();
    for (const [id, until] of this.#avoided) if (until <= now) this.#avoided.delete(id);
    const { id: player, skill = NEW_SKILL } = identity ?? {};
    const onlyBot = isBot(identity) && this.#parts.context.bots.most(this.#room.maxClients) < 2;
    return {
      ...{ room: this.#room.roomId, player, skill, waited, avoids: [...this.#avoided.keys()] },
      ...(onlyBot ? { onlyBot } : {}),
    };
  }
}

const listedPlayer = ({ waited, ...rest }: WaitingPlayer, now: number): ListedPlayer => ({
  ...rest,
  since: now - waited,
});

function isSame(a: ListedPlayer | undefined, b: ListedPlayer | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    Math.abs(a.since - b.since) < CLOCK_DRIFT &&
    JSON.stringify({ ...a, since: 0 }) === JSON.stringify({ ...b, since: 0 })
  );
}
