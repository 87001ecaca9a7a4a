/**
 * How far back the server looks for the targets of this player's shots. Its inputs say what was on the screen; the patch
 * that acknowledges one says when the server flew it. In between lie both ways of the link, and the delay of others.
 */
import { REWIND, TICK_MS } from "../../shared/config.ts";

export class Rewind {
  /** ms, of the newest acknowledged input; more than the server goes back when the link is slow. */
  depth = 0;
  #sent: { seq: number; seen: number }[] = [];

  /** An input has been sent. @param seen its stamp */
  sent(seq: number, seen: number): void {
    this.#sent.push({ seq, seen });
  }

  /** @param ack the newest input in the patch of `tick` */
  acknowledged(ack: number, tick: number): void {
    let newest: number | undefined;
    while (this.#sent.length > 0 && this.#sent[0]!.seq <= ack) newest = this.#sent.shift()!.seen;
    if (newest !== undefined) this.depth = Math.max(0, tick - newest / REWIND.parts) * TICK_MS;
  }

  /** The link is new: what was sent over the old one is lost. */
  forget(): void {
    this.#sent = [];
  }
}
