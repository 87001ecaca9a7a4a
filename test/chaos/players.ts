/** Bots that play through the faults, and what each of them notices. */
import { Client, ErrorCode } from "@colyseus/sdk";
import { Bot } from "../../client/bots/bot.ts";
import { pulse } from "../../client/bots/pulse.ts";
import { Session } from "../../client/session/session.ts";
import { skirmishBots } from "../../games/skirmish/bots.ts";
import {
  type Skirmish,
  type SkirmishSession,
  skirmishClient,
} from "../../games/skirmish/client/session/skirmish.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol.ts";
import { TICK_MS } from "../../shared/tick.ts";

/** Joins a second. */
const RAMP = 20;
/**
 * So many players are flown in a frame, and the next ones in the next frame: a crowd then has as few frames a second as on a slow
 * screen, but this process keeps up, and what it measures is the cluster.
 */
const FLOWN = 100;

export interface Player {
  room: string;
  bot: Bot<Skirmish>;
  session: SkirmishSession;
  /** Latest state seen. */
  tick: number;
  round: number;
  score: number;
  /** When the latest patch was seen, ms. */
  heardAt: number;
  /** Longest time between two, ms. */
  longest: number;
  patches: number;
  returns: number;
}

export class Players {
  readonly all: Player[] = [];
  readonly #stops: (() => void)[] = [];
  #frames = 0;

  /** @param entries addresses to come by, in turn */
  static async bring(count: number, entries: readonly string[], seed: number): Promise<Players> {
    const players = new Players();
    players.#stops.push(pulse(TICK_MS, (now) => players.#fly(now)));
    const joins: Promise<void>[] = [];
    for (let i = 0; i < count; i++) {
      joins.push(players.#join(i, entries[i % entries.length]!, seed + i));
      await new Promise((resolve) => setTimeout(resolve, 1000 / RAMP));
    }
    await Promise.all(joins);
    return players;
  }

  in(rooms: ReadonlySet<string>): Player[] {
    return this.all.filter(({ room }) => rooms.has(room));
  }

  async leave(): Promise<void> {
    for (const stop of this.#stops) stop();
    const leaving = this.all.map(({ bot }) => bot.leave());
    await Promise.race([Promise.allSettled(leaving), new Promise((resolve) => setTimeout(resolve, 3000))]);
  }

  async #join(index: number, url: string, seed: number): Promise<void> {
    const name = `Bot-${String(index + 1).padStart(3, "0")}`;
    const kind = index % 2 === 0 ? "arena" : "swarm";
    const asked = performance.now();
    const room = await seated(() =>
      new Client(url).joinOrCreate<ArenaState>(kind, { name, version: PROTOCOL_VERSION }),
    );
    const session = new Session(room, skirmishClient, { now: () => performance.now(), entry: url });
    await session.ready;
    const now = performance.now();
    const player: Player = {
      room: room.roomId,
      bot: new Bot(session, skirmishBots.pilot("hunter", seed), now - asked, now),
      session,
      ...{ tick: 0, round: 0, score: 0, heardAt: now, longest: 0, patches: 0, returns: 0 },
    };
    this.all.push(player);
    session.events.on("link", ({ state }) => {
      if (state === "playing") player.returns++;
    });
    room.onStateChange((state) => note(player, state, performance.now()));
  }

  #fly(now: number): void {
    const groups = Math.ceil(this.all.length / FLOWN);
    this.#frames++;
    for (let i = this.#frames % groups; i < this.all.length; i += groups) this.all[i]!.bot.frame(now);
  }
}

/** What a seat is asked for again at: the server says so, or the reservation ran out before its socket came. */
const ASK_AGAIN: readonly unknown[] = [503, ErrorCode.MATCHMAKE_EXPIRED];

/** Nothing has been broken yet: a seat that is to be asked for again, as on a machine that stalls, is no finding. */
async function seated<T>(ask: () => Promise<T>, times = 10): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (times <= 1 || !ASK_AGAIN.includes((error as { code?: number }).code)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return await seated(ask, times - 1);
  }
}

function note(player: Player, state: ArenaState, now: number): void {
  player.patches++;
  player.longest = Math.max(player.longest, now - player.heardAt);
  player.heardAt = now;
  player.tick = state.tick;
  player.round = state.round;
  player.score = state.ships.get(player.session.key)?.score ?? player.score;
}
