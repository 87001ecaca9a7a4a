/**
 * A match of any game driven by a seed: players join, send random inputs and messages, drop, return and
 * leave. It calls the rules as a room does, and is the same every time. Runs in a browser too.
 */
import type { Broadcaster, GameServer, GameWorld, Player } from "../../server/game.ts";
import { INPUT } from "../../shared/limits.ts";
import { Match, type Recorder } from "../../shared/log/match.ts";
import { worldHash } from "../../shared/log/worldHash.ts";
import { type Random, random, seeded, whole } from "../../shared/maths/random.ts";
import { type BitHash, bitHash } from "./bitHash.ts";
import { type AnyInput, changeInput, messagesOf } from "./randomInput.ts";

/** Maximum number of players: enough for all rules, few enough to be fast. */
const MOST = 10;

/**
 * Chances a tick: of a join, and for each player of a leave, of a lost connection, of a return, and so on.
 */
const CHANCE = {
  join: 0.08,
  leave: 0.002,
  drop: 0.006,
  migrate: 0.002,
  back: 0.05,
  message: 0.02,
  hand: 0.1,
} as const;

/** Callbacks for changes of players, right after each change. */
export interface PlayerCallbacks {
  joined?(key: string): void;
  left?(key: string): void;
  dropped?(key: string): void;
  back?(key: string): void;
  /** Called right before each input. @param input in the domain of its fields; the callback may change it */
  beforeInput?(key: string, input: AnyInput): void;
}

export interface Play {
  readonly game: GameServer;
  /** Name of a room of the game. */
  readonly room: string;
  readonly seed: number;
}

export class ScriptedMatch {
  #match: Match;
  readonly #game: GameServer;
  readonly #capacity: number;
  readonly #chance: Random;
  readonly #callbacks: PlayerCallbacks;
  readonly #hands = new Map<string, AnyInput>();
  readonly #messages: (readonly [type: string, make: (from: Random) => unknown])[];
  readonly #sent = bitHash();
  readonly #broadcaster: Broadcaster;
  #next = 1;

  constructor({ game, room, seed }: Play, callbacks: PlayerCallbacks = {}) {
    const { capacity, settings } = game.game.modes[room]!;
    this.#game = game;
    this.#callbacks = callbacks;
    this.#capacity = Math.min(capacity, MOST);
    this.#chance = seeded(seed);
    this.#messages = Object.entries(game.game.messages ?? {}).map(([type, message]) => [
      type,
      messagesOf(message),
    ]);
    this.#broadcaster = listener(this.#sent);
    this.#match = new Match(game, game.create(settings, seed));
  }

  get world(): GameWorld {
    return this.#match.world;
  }

  /** May be replaced between two ticks by an equal world. */
  set world(world: GameWorld) {
    this.#match = new Match(this.#game, world, this.#hands.keys());
  }

  record(recorder: Recorder): void {
    this.#match.record(recorder);
  }

  /** Changes the match as a room does. */
  get match(): Match {
    return this.#match;
  }

  /** Applies random changes to the players, and steps the world. */
  tick(): void {
    const { world } = this;
    this.#people();
    for (const key of this.#hands.keys()) this.#steer(key);
    this.#match.step();
    this.#game.tell(world, this.#broadcaster);
  }

  /** @returns a hash of the stored world, and of all messages sent so far */
  hash(): string {
    return `${worldHash(this.#game.storage.save(this.world))} ${this.#sent.read()}`;
  }

  /** The entity of a player. @throws when the rules have lost it */
  player(key: string): Player {
    const player = this.#game.players(this.world).get(key);
    if (player === undefined)
      throw new Error(`players(world) has no ${key}, although the player has joined and not left`);
    return player;
  }

  #people(): void {
    const [game, chance, callbacks] = [this.#game, this.#chance, this.#callbacks];
    if (random(chance) < CHANCE.join && this.#hands.size < this.#capacity) {
      const key = `session-${this.#next++}`;
      this.#match.apply({ type: "join", key, name: `Player ${this.#next}` });
      this.#hands.set(key, game.inputs.neutral() as AnyInput);
      callbacks.joined?.(key);
    }
    for (const key of [...this.#hands.keys()]) {
      const player = this.player(key);
      if (random(chance) < CHANCE.leave) {
        this.#match.apply({ type: "leave", key });
        this.#hands.delete(key);
        callbacks.left?.(key);
      } else if (player.away) {
        if (random(chance) > CHANCE.back) continue;
        this.#match.apply({ type: "back", key });
        callbacks.back?.(key);
      } else if (random(chance) < CHANCE.drop + CHANCE.migrate) {
        const type = random(chance) < CHANCE.migrate / (CHANCE.drop + CHANCE.migrate) ? "migrate" : "drop";
        this.#match.apply({ type, key });
        callbacks.dropped?.(key);
      }
    }
  }

  /** Mostly one input a tick, as over a clean link; sometimes none, or several late ones. */
  #steer(key: string): void {
    const { world } = this;
    const [game, chance] = [this.#game, this.#chance];
    const player = this.player(key);
    // A room receives nothing from an absent player.
    if (player.away) return;
    const input = this.#hands.get(key)!;
    if (random(chance) < CHANCE.hand) changeInput(input, game.game.input, chance, world.tick);
    const dice = random(chance);
    if (dice < 0.05) this.#match.idle(player);
    else
      for (let count = dice < 0.8 ? 1 : whole(chance, INPUT.perTick + 1); count > 0; count--) {
        this.#callbacks.beforeInput?.(key, input);
        this.#match.give(player, input);
      }
    for (const [type, make] of this.#messages) {
      if (random(chance) > CHANCE.message) continue;
      const message = make(chance);
      if (message !== undefined) this.#match.apply({ type: "message", key, name: type, body: message });
    }
  }
}

/** Records sent messages, in order. */
const listener = (messages: BitHash): Broadcaster => ({
  announce: (text) => messages.text(text),
  sendAround: ({ x, y }, type, message) => messages.text(`${type} ${x} ${y} ${JSON.stringify(message)}`),
  sendTo: (key, type, message) => messages.text(`${key} ${type} ${JSON.stringify(message)}`),
  count: (reason) => messages.text(reason),
});

/** Plays a match. @returns its hashes, one every `every` ticks */
export function trail(play: Play, ticks: number, every: number): string[] {
  const match = new ScriptedMatch(play);
  const hashes: string[] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    match.tick();
    if (tick % every === 0) hashes.push(match.hash());
  }
  return hashes;
}
