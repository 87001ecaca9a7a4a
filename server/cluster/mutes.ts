/**
 * Players that an operator has muted, by player id: a player that leaves and joins again stays muted. All processes are told;
 * one that starts later learns of it only with a match that moves there.
 */
import type { Presence } from "@colyseus/core";
import { send } from "./orderCall.ts";

const CHANNEL = "mutes";
/** Players remembered at most; the oldest are forgotten first. */
const REMEMBERED = 1000;

/** @property until ms since 1970 */
interface Mute {
  player: string;
  until: number;
}

export class Mutes {
  readonly #until = new Map<string, number>();

  note({ player, until }: Mute): void {
    this.#until.delete(player);
    if (until <= Date.now()) return;
    this.#until.set(player, until);
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= REMEMBERED) break;
      this.#until.delete(oldest);
    }
  }

  /** @param player absent: a guest without an identity @returns until when, ms since 1970; 0: not muted */
  of(player: string | undefined): number {
    return (player !== undefined && this.#until.get(player)) || 0;
  }

  /** Notes it, and lets all processes know. The mute of a seat in its room holds in any case. */
  tell(presence: Presence, mute: Mute): void {
    this.note(mute);
    void send(presence, CHANNEL, mute).catch(() => {});
  }

  /** Hears of those that are noted elsewhere. */
  async join(presence: Presence): Promise<void> {
    await presence.subscribe(CHANNEL, (mute: Mute) => this.note(mute));
  }
}
