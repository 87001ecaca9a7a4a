/**
 * A room of a mode with `bySkill`: whom it takes, how it is listed while its only player waits, and when that player goes to the room of
 * another one. Each room decides for itself, by the same list and the same rule (pairing.ts); the room that is asked for a seat decides
 * for good, so two rooms that read the list at different moments pair nobody twice.
 */
import type { Room } from "@colyseus/core";
import { TICK_MS, TICK_RATE } from "../../shared/tick.ts";
import { fits, type WaitingPlayer } from "../cluster/pairing.ts";
import type { ListedPlayer } from "../cluster/waitingRooms.ts";
import { expectedAuths } from "../framework/reservations.ts";
import type { JoinIdentity } from "../net/identity.ts";
import { NEW_SKILL } from "../records/skills.ts";
import { partyOf } from "./parties.ts";
import type { RoomParts } from "./roomParts.ts";
import { isBot } from "./seatLimits.ts";
import type { Seat } from "./seats.ts";

/** Ticks between two looks. */
const EVERY = TICK_RATE / 2;
/** A player that is told to go to another room has this long until its own takes somebody, and until it is told again, ms. */
const [GOING, AGAIN] = [3000, 6000];
/** Whoever has just left is not taken again for this long, ms. */
const AVOIDED = 30_000;
/** A listing is written again where the wait has strayed by more than this, ms: clocks are set. */
const STRAYED = 2000;

type Parts = Pick<RoomParts, "context" | "hosted" | "seats">;

export class RoomMatching {
  readonly #room: Room;
  readonly #parts: Parts;
  /** Ids of players that have left, and until when they are avoided, by performance.now(). */
  readonly #avoided = new Map<string, number>();
  #listed: ListedPlayer | undefined;
  /** As it is listed: nobody asks this room for a stranger. */
  #isForParty = false;
  #isLooking = false;
  #sentAwayAt = Number.NEGATIVE_INFINITY;

  constructor(room: Room, parts: Parts) {
    this.#room = room;
    this.#parts = parts;
  }

  /** @param auth of the player that asks for a seat */
  takes(auth: unknown): boolean {
    const identity = (auth ?? {}) as JoinIdentity;
    const { game, world } = this.#parts.hosted;
    const waits = game.waits?.(world);
    if (waits === undefined) return false;
    const there = [...this.#parts.seats.values()];
    const others = [...there.map((seat) => seat.auth), ...expectedAuths(this.#room)] as JoinIdentity[];
    // Friends duel with each other, whatever their skills, and nobody else comes; nor do they join a stranger who waits.
    const party = others.map(partyOf).find((one) => one !== undefined);
    if (others.length > 0 && party !== identity.party) return false;
    const isAnother = others.every((other) => identity.id === undefined || other?.id !== identity.id);
    if (!isAnother) return false;
    // A friend comes whatever its skill, and whoever was sent here was chosen.
    if (identity.byId || party !== undefined) return true;
    if (there.some(({ player }) => player.away) || performance.now() - this.#sentAwayAt < GOING) return false;
    const asker = this.#waiting(identity, 0);
    return others.every((other) => fits(this.#waiting(other ?? {}, waits * TICK_MS), asker));
  }

  /** A player has left for good. */
  left({ auth }: Seat): void {
    const { id } = (auth ?? {}) as JoinIdentity;
    if (id !== undefined) this.#avoided.set(id, performance.now() + AVOIDED);
  }

  /** To be called after each step. */
  step(): void {
    const { world } = this.#parts.hosted;
    if (world.tick % EVERY !== 0) return;
    const seat = this.#waitingSeat();
    this.#list(seat);
    if (seat === undefined || this.#isLooking || performance.now() - this.#sentAwayAt < AGAIN) return;
    this.#isLooking = true;
    void this.#look(seat).finally(() => {
      this.#isLooking = false;
    });
  }

  /** @returns the seat of the only player, if it waits for anybody and is connected */
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
      listedPlayer(
        this.#waiting(seat.auth as JoinIdentity, (game.waits?.(world) ?? 0) * TICK_MS),
        Date.now(),
      );
    const auths = [...this.#parts.seats.values()].map((one) => one.auth).concat(expectedAuths(this.#room));
    const isForParty = auths.some((auth) => partyOf(auth) !== undefined);
    if (isSame(listed, this.#listed) && isForParty === this.#isForParty) return;
    this.#listed = listed;
    this.#isForParty = isForParty;
    // It does not reject where the listings are ours; what is lost the heartbeat corrects.
    this.#room.setMetadata({ waiting: listed, ...(isForParty && { party: true }) }).catch(() => {});
  }

  async #look(seat: Seat): Promise<void> {
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
    Math.abs(a.since - b.since) < STRAYED &&
    JSON.stringify({ ...a, since: 0 }) === JSON.stringify({ ...b, since: 0 })
  );
}
