/**
 * Players that an operator has muted, by player id: a player that leaves and joins again stays muted. A mute
 * is published to all processes. A process that starts later learns of it only with a match that moves there.
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

  /** Records a mute and publishes it. If that fails, the player is still muted in its present seat. */
  publish(presence: Presence, mute: Mute): void {
    this.note(mute);
    void send(presence, CHANNEL, mute).catch(() => {});
  }

  /** Receives the mutes that other processes publish. */
  async join(presence: Presence): Promise<void> {
    await presence.subscribe(CHANNEL, (mute: Mute) => this.note(mute));
  }
}
