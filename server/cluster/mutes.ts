/**
 * Players that an operator has muted, by player id: a player that leaves and joins again stays muted. An order is
 * published to all processes, and kept in Redis for those that start later, or did not hear it because they were
 * cut off. Of two orders about a player the later one counts, in whatever order they arrive.
 *
 *   mutes   player id ─▶ order as JSON
 */
import type { Presence } from "@colyseus/core";
import { send } from "./orderCall.ts";
import { ClusterPresence } from "./presence.ts";

const CHANNEL = "mutes";
const KEY = "mutes";
/** Players remembered at most; the oldest are forgotten first. */
const REMEMBERED = 1000;
/** An order without effect is remembered for this long, ms, so that an older one does not come back. */
const FORGOTTEN = 86_400_000;

/** Times are ms since 1970. */
export interface Mute {
  readonly player: string;
  /** 0: the player may speak again. */
  readonly until: number;
  /** When the order was carried out, and later than the one before; absent in those of older versions. */
  readonly at?: number;
}

export class Mutes {
  readonly #orders = new Map<string, Required<Mute>>();

  note({ player, until, at = Date.now() }: Mute): void {
    if ((this.#orders.get(player)?.at ?? 0) > at) return;
    this.#orders.delete(player);
    this.#orders.set(player, { player, until, at });
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= REMEMBERED) break;
      this.#orders.delete(oldest);
    }
  }

  /** @param player absent: a guest without an identity @returns until when, ms since 1970; 0: not muted */
  of(player: string | undefined): number {
    return (player !== undefined && this.#orders.get(player)?.until) || 0;
  }

  /** Records an order and publishes it. If that fails, it is shared once Redis is back. */
  publish(presence: Presence, order: Omit<Required<Mute>, "at">): void {
    // Later than the order that it replaces, even if the clock of that one's process is ahead.
    const at = Math.max(Date.now(), (this.#orders.get(order.player)?.at ?? 0) + 1);
    const mute = { ...order, at };
    this.note(mute);
    // Kept first: a process that subscribes too late to hear it finds it in Redis.
    void keep(presence, mute).then(() => tell(presence, mute));
  }

  /** Receives the orders of other processes, those from before its start and from disconnections as well. */
  async join(presence: Presence): Promise<void> {
    await presence.subscribe(CHANNEL, (mute: Mute) => this.note(mute));
    if (presence instanceof ClusterPresence) presence.onResubscribed(() => void this.share(presence));
    await this.share(presence);
  }

  /**
   * Takes the orders that Redis has; writes those that it lacks, and publishes them. Call it when Redis is
   * back, too. Never rejects.
   */
  async share(presence: Presence): Promise<void> {
    if (!(presence instanceof ClusterPresence)) return;
    const stored = await presence.hgetall(KEY).catch(() => undefined);
    if (stored === undefined) return;
    const times = new Map<string, number>();
    for (const [player, text] of Object.entries(stored)) {
      const { until, at } = read(text);
      times.set(player, at);
      if (Math.max(until, at + FORGOTTEN) < Date.now()) void presence.hdel(KEY, player);
      else this.note({ player, until, at });
    }
    for (const mute of this.#orders.values()) {
      const isOver = Math.max(mute.until, mute.at + FORGOTTEN) < Date.now();
      if (isOver || mute.at <= (times.get(mute.player) ?? 0)) continue;
      // Of several processes that share it, one writes it.
      void keep(presence, mute).then((isWritten) => isWritten && tell(presence, mute));
    }
  }
}

/** @returns an order of no effect for what another version may have written */
function read(text: string): Pick<Required<Mute>, "until" | "at"> {
  try {
    const { until, at } = JSON.parse(text);
    if (Number.isFinite(until) && Number.isFinite(at)) return { until, at };
  } catch {
    // As below.
  }
  return { until: 0, at: 0 };
}

/** Never rejects. @returns whether Redis lacked the order, and has it now */
const keep = async (presence: Presence, { player, until, at }: Required<Mute>): Promise<boolean> =>
  presence instanceof ClusterPresence && presence.hsetLater(KEY, player, { until, at });

/** Never rejects. */
const tell = (presence: Presence, mute: Required<Mute>): Promise<unknown> =>
  send(presence, CHANNEL, mute).catch(() => {});
