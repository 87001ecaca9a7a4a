/** The scripts of server/cluster/redisParties.ts that bind parties to rooms. */
import {
  PARTY_LASTS,
  PARTY_SETTLES,
  type PartyRoom,
  type PartySeated,
  partyWeight,
} from "../../../server/cluster/parties.ts";
import type { SimRedis } from "./redis.ts";
import type { PartyRecord } from "./redisData.ts";

export class SimParties {
  readonly #redis: SimRedis;

  constructor(redis: SimRedis) {
    this.#redis = redis;
  }

  look(party: string): PartyRoom | "unsettled" | undefined {
    if (this.#isUnsettled) return "unsettled";
    const bound = this.#of(party);
    if (bound === undefined) return undefined;
    bound.until = Math.max(bound.until, this.#redis.now() + PARTY_LASTS.empty);
    return { room: bound.room, mode: bound.mode };
  }

  bind(party: string, { room, mode }: PartyRoom, instead?: string): PartyRoom | "unsettled" {
    if (this.#isUnsettled) return "unsettled";
    const bound = this.#of(party);
    if (bound !== undefined && bound.room !== instead) return { room: bound.room, mode: bound.mode };
    this.#write(party, { room, mode }, 0, PARTY_LASTS.empty);
    return { room, mode };
  }

  keep(party: string, at: PartyRoom, seated: PartySeated): void {
    const since = this.#redis.ledger.since;
    const bound = this.#of(party);
    const weight = partyWeight(seated);
    if (bound !== undefined && bound.room !== at.room && bound.at >= since)
      if (this.#redis.now() - since >= PARTY_SETTLES || bound.weight >= weight) return;
    this.#write(party, at, weight, seated.names.length > 0 ? PARTY_LASTS.seated : PARTY_LASTS.empty);
  }

  release(party: string, room: string): boolean {
    if (!this.#redis.ledger.isOver(room)) return false;
    if (this.#of(party)?.room === room) this.#redis.data.parties.delete(party);
    return true;
  }

  get #isUnsettled(): boolean {
    return this.#redis.now() - this.#redis.ledger.changed() < PARTY_SETTLES;
  }

  #of(party: string): PartyRecord | undefined {
    const bound = this.#redis.data.parties.get(party);
    return bound !== undefined && bound.until > this.#redis.now() ? bound : undefined;
  }

  #write(party: string, { room, mode }: PartyRoom, weight: number, lasts: number): void {
    const now = this.#redis.now();
    this.#redis.data.parties.set(party, { room, mode, weight, at: now, until: now + lasts });
  }
}
