/** Computes each player's bytes a second from totals that arrive once a second. */
import type { PlayerFigures } from "../../shared/operators.ts";

interface Totals {
  at: number;
  out: number;
  in: number;
}

export class Rates {
  #last = new Map<string, Totals>();
  #rates = new Map<string, { out: number; in: number }>();

  /** @param at ms */
  note(at: number, players: readonly PlayerFigures[]): void {
    const next = new Map<string, Totals>();
    for (const { session, bytesOut, bytesIn } of players) {
      const now = { at, out: bytesOut, in: bytesIn };
      const before = this.#last.get(session);
      if (before !== undefined && before.at === at) {
        next.set(session, before);
        continue;
      }
      next.set(session, now);
      // A smaller total means that the player has returned over a new connection.
      if (before === undefined || now.out < before.out) this.#rates.delete(session);
      else {
        const seconds = (at - before.at) / 1000;
        this.#rates.set(session, {
          out: (now.out - before.out) / seconds,
          in: (now.in - before.in) / seconds,
        });
      }
    }
    this.#last = next;
    for (const session of this.#rates.keys()) if (!next.has(session)) this.#rates.delete(session);
  }

  of(session: string): { out: number; in: number } | undefined {
    return this.#rates.get(session);
  }
}
