/** A player on a real connection, behind a link of its own. */
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import type { LinkProfile } from "../../client/bots/link/profiles.ts";
import { askIdentity } from "../../client/session/identity.ts";
import { JoinFailed } from "../../client/session/joinFailed.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { Player } from "./player.ts";

/** Longest wait for a leave, ms. */
const GOODBYE = 2000;
/** Time between attempts to join, ms. */
const AGAIN = 1000;

export class LinkedPlayer extends Player {
  readonly link: EmulatedLink;
  /** From the call to the own ship on the screen, ms. */
  readonly joinMs: number;

  private constructor(link: EmulatedLink, session: SkirmishSession, joinMs: number, seed: number) {
    super(session, seed);
    this.link = link;
    this.joinMs = joinMs;
  }

  /** @param at id of a room to join; absent: the fullest one with a free seat */
  static async join(
    url: string,
    room: string,
    profile: LinkProfile,
    seed: number,
    at?: string,
  ): Promise<LinkedPlayer> {
    const link = await EmulatedLink.to(url, { profile, seed });
    const name = `Feel-${seed}`;
    // As in the game, where the page requests an identity before the player clicks.
    const identity = await askIdentity(link.url, name);
    for (;;) {
      const called = performance.now();
      try {
        const session = await join({ url: link.url, room, name, identity, at });
        return new LinkedPlayer(link, session, performance.now() - called, seed);
      } catch (error) {
        // A busy machine refuses with the time of the next attempt.
        if (!(error instanceof JoinFailed) || error.final) throw error;
        await wait(AGAIN);
      }
    }
  }

  async leave(): Promise<void> {
    await Promise.race([this.session.leave(), wait(GOODBYE)]);
    await this.link.close();
  }
}
