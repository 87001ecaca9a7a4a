/** Bots that play during the faults, and what each of them measures. */
import { Client, ErrorCode } from "@colyseus/sdk";
import { Bot } from "../../../client/bots/bot.ts";
import type { BotGame } from "../../../client/bots/game.ts";
import { pulse } from "../../../client/bots/pulse.ts";
import type { GameTypes, RoomState } from "../../../client/game.ts";
import { Session } from "../../../client/session/session.ts";
import type { PlayerSession } from "../../../client/session/view.ts";
import { PROTOCOL_VERSION } from "../../../shared/protocol.ts";
import { TICK_MS } from "../../../shared/tick.ts";

/** Joins a second. */
const RAMP = 20;
/**
 * So many players are flown in one frame, and the next ones in the next frame. Each player then has few
 * frames a second, as on a slow screen, but this process keeps up, so the figures are those of the cluster.
 */
const FLOWN = 100;

export interface Player {
  room: string;
  bot: Bot;
  session: PlayerSession<GameTypes>;
  /** Tick of the latest state. */
  tick: number;
  round: number;
  score: number;
  /** When the latest patch arrived, ms. */
  patchedAt: number;
  /** Longest time between two patches, ms. */
  longest: number;
  patches: number;
  returns: number;
}

/** The game, and its rooms. */
export interface Played {
  readonly game: BotGame<GameTypes>;
  /** Names of the rooms, joined in turn. */
  readonly rooms: readonly string[];
}

export class Players {
  readonly all: Player[] = [];
  readonly #stops: (() => void)[] = [];
  readonly #played: Played;
  #frames = 0;

  private constructor(played: Played) {
    this.#played = played;
  }

  /** @param entries addresses of processes, used in turn */
  static async connect(
    played: Played,
    count: number,
    entries: readonly string[],
    seed: number,
  ): Promise<Players> {
    const players = new Players(played);
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
    const { game, rooms } = this.#played;
    const asked = performance.now();
    const room = await seated(() =>
      new Client(url).joinOrCreate<RoomState>(rooms[index % rooms.length]!, {
        name,
        version: PROTOCOL_VERSION,
      }),
    );
    const session = new Session(room, game.client, { now: () => performance.now(), entry: url });
    await session.ready;
    const now = performance.now();
    const player: Player = {
      room: room.roomId,
      bot: new Bot(session, game.pilot(game.defaultBrain, seed), now - asked, now),
      session,
      ...{ tick: 0, round: 0, score: 0, patchedAt: now, longest: 0, patches: 0, returns: 0 },
    };
    this.all.push(player);
    session.events.on("link", ({ state }) => {
      if (state === "playing") player.returns++;
    });
    room.onStateChange((state) => this.#note(player, state, performance.now()));
  }

  /** Rounds and scores, if the game has them: scores restart with a round. */
  #note(player: Player, state: RoomState, now: number): void {
    player.patches++;
    player.longest = Math.max(player.longest, now - player.patchedAt);
    player.patchedAt = now;
    player.tick = state.tick;
    player.round = (state as { round?: number }).round ?? 0;
    const own = this.#played.game.client.entities.of(state).get(player.session.key);
    player.score = (own as { score?: number } | undefined)?.score ?? player.score;
  }

  #fly(now: number): void {
    const groups = Math.ceil(this.all.length / FLOWN);
    this.#frames++;
    for (let i = this.#frames % groups; i < this.all.length; i += groups) this.all[i]!.bot.frame(now);
  }
}

/**
 * Refusals after which a seat is requested again: the server says so, or the reservation expired before the
 * socket connected.
 */
const ASK_AGAIN: readonly unknown[] = [503, ErrorCode.MATCHMAKE_EXPIRED];

/**
 * Before the faults begin, a refusal that asks for another attempt is no failure: the machine may have
 * stalled.
 */
async function seated<T>(ask: () => Promise<T>, times = 10): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (times <= 1 || !ASK_AGAIN.includes((error as { code?: number }).code)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return await seated(ask, times - 1);
  }
}
