/**
 * Stock clients decode what the tables derive from the world: every field, every tick, and no entity outside
 * of the interest set.
 */
import type { Client } from "@colyseus/core";
import type { EntityTable } from "../../../shared/fields/entity.ts";
import { random, seeded, whole } from "../../../shared/maths/random.ts";
import { socketClient } from "../../../tools/virtual/socketClient.ts";
import { type Play, ScriptedMatch } from "../../support/scriptedMatch.ts";
import { TestClient } from "../../support/testClient.ts";
import { ExpectedInterest } from "../match/expectedInterest.ts";
import { type Plain, TableTruth } from "../match/tableTruth.ts";
import { judged, type Plan, type Row, seedsOf } from "../plan.ts";

/**
 * Chances a tick for each client: to stop reading, to read again, to spectate another player's entity if the
 * game allows it.
 */
const CHANCE = { stall: 0.004, read: 0.1, watch: 0.02 } as const;
/** More than a client may have in its send buffer, bytes. */
const STALLED = 1e6;
/** Reported faults of one match. */
const MOST_FAULTS = 5;

export async function replication(plan: Plan): Promise<Row[]> {
  const { game, rooms } = plan;
  const ticks = plan.quick ? 600 : 1500;
  const [faults, changed] = [[] as string[], new Map<string, string>()];
  let [matches, compared, clients] = [0, 0, 0];
  for (const room of rooms)
    for (const seed of seedsOf(plan, plan.quick ? 2 : 8)) {
      plan.progress(`${room}, seed ${seed}`);
      const match = new WatchedMatch({ game, room, seed });
      for (let tick = 0; tick < ticks && match.faults.length < MOST_FAULTS; tick++) match.tick();
      matches++;
      compared += match.compared;
      clients += match.clients;
      for (const fault of match.faults) faults.push(`${room}, seed ${seed}: ${fault}`);
      for (const [field, fault] of match.truth.changed) changed.set(field, fault);
    }
  const figures = `${clients} clients in ${matches} matches × ${ticks} ticks, ${compared.toLocaleString("en")} values compared`;
  return [
    judged("Replication: clients hold what the tables say", figures, faults),
    judged("Replication: what is set once stays", figures.split(",")[0]!, [...changed.values()]),
  ];
}

interface Watcher {
  readonly decoder: TestClient;
  readonly client: Client;
  readonly expected: ExpectedInterest;
  /** It has missed patches; a full state follows once it reads. */
  isBehind: boolean;
}

class WatchedMatch {
  readonly truth;
  compared = 0;
  clients = 0;
  readonly #faults = new Map<string, string>();
  readonly #play: Play;
  readonly #match: ScriptedMatch;
  readonly #state;
  readonly #serializer;
  readonly #chance;
  readonly #watchers = new Map<string, Watcher>();
  /** Decoders of absent players. */
  readonly #away = new Map<string, TestClient>();

  constructor(play: Play) {
    this.#play = play;
    this.#chance = seeded(play.seed + 0x5eed);
    this.truth = new TableTruth(play.game.game.state);
    const { replication } = play.game;
    this.#match = new ScriptedMatch(play, {
      joined: (key) => {
        replication.publishPlayer(this.#match.world, this.#state, key);
        this.truth.note(this.#match.world, false);
        this.#enter(key);
      },
      left: (key) => {
        replication.removePlayer(this.#state, key);
        this.#watchers.delete(key);
        this.#away.delete(key);
      },
      dropped: (key) => {
        this.#away.set(key, this.#watchers.get(key)!.decoder);
        this.#watchers.delete(key);
      },
      back: (key) => this.#enter(key, this.#away.get(key)),
    });
    this.#state = replication.createState(this.#match.world);
    this.truth.note(this.#match.world, true);
    this.#serializer = replication.serializer(
      this.#match.world,
      (key) => this.#watchers.get(key)?.expected.centre ?? key,
    );
    this.#serializer.reset(this.#state);
  }

  tick(): void {
    const { world } = this.#match;
    this.#match.tick();
    for (const [key, watcher] of this.#watchers) this.#lookElsewhere(key, watcher);
    this.#play.game.replication.publish(world, this.#state);
    this.truth.note(world, true);
    const clients = [...this.#watchers.values()].map(({ client }) => client);
    this.#serializer.applyPatches(clients, this.#state, { sNow: Math.round(world.tick * 33) });
    for (const watcher of this.#watchers.values()) this.#check(watcher);
  }

  /** @param stock the decoder of a client that returns */
  #enter(key: string, decoder = new TestClient(key, this.#serializer.handshake())): void {
    this.clients++;
    const expected = new ExpectedInterest(this.#play.game.game.state, key);
    const client = socketClient({
      ...{ sessionId: key, inputs: decoder.inputs, raw: (frame) => decoder.raw(frame) },
      get waiting() {
        return decoder.waiting;
      },
    });
    decoder.waiting = 0;
    this.#watchers.set(key, { decoder, client, expected, isBehind: false });
    decoder.raw(this.#serializer.getFullState(client, { sNow: 0 }));
    // Changes since the latest step may wait for the next one, which is compared.
    this.#compareEntities(this.#watchers.get(key)!, () => {});
  }

  #lookElsewhere(key: string, watcher: Watcher): void {
    const { decoder, expected } = watcher;
    if (random(this.#chance) < (decoder.waiting > 0 ? CHANCE.read : CHANCE.stall))
      decoder.waiting = decoder.waiting > 0 ? 0 : STALLED;
    const players = this.#play.game.players(this.#match.world);
    const mayWatch = this.#play.game.mayWatch(this.#match.player(key));
    if (!mayWatch || !players.has(expected.centre)) expected.centre = key;
    else if (random(this.#chance) < CHANCE.watch)
      expected.centre = [...players.keys()][whole(this.#chance, players.size)]!;
  }

  #check(watcher: Watcher): void {
    const { decoder, expected } = watcher;
    if (decoder.waiting > 0) {
      watcher.isBehind = true;
      return;
    }
    if (watcher.isBehind) expected.close();
    watcher.isBehind = false;
    const { world } = this.#match;
    const state = decoder.stock.getState() as unknown as Plain;
    for (const fault of this.truth.rootWrongs(world, state)) this.#fault(fault);
    this.#compareEntities(watcher, (fault) => this.#fault(fault));
  }

  #compareEntities({ decoder, expected }: Watcher, tell: (fault: string) => void): void {
    const { world } = this.#match;
    const state = decoder.stock.getState() as unknown as { [map: string]: Map<string, Plain> };
    const isSeen = expected.update(world);
    for (const [map, table] of Object.entries<EntityTable>(this.#play.game.game.state.entities)) {
      const has = state[map]!;
      const sources = table.map(world) as Map<string, object>;
      for (const key of has.keys())
        if (!sources.has(key)) tell(`${map} has an entry at a client that is gone`);
      for (const [key, source] of sources) {
        const decoded = has.get(key);
        const should = isSeen(map, key);
        if (should === undefined) expected.decide(map, key, decoded !== undefined);
        else if (should && decoded === undefined)
          tell(`${map} lacks an entry at a client that should see it`);
        else if (!should && decoded !== undefined)
          tell(`${map} has an entry at a client that should not see it`);
        if (decoded === undefined) continue;
        this.compared += Object.keys(table.fields).length;
        const isOwn = table.players && key === decoder.sessionId;
        for (const fault of this.truth.wrongs(map, source, world, decoded, isOwn)) tell(fault);
      }
    }
  }

  /** Each kind of fault is reported once, with its first tick. */
  #fault(what: string): void {
    const sort = what.replace(/ is .*/, "").replace(/\[\d+\]/, "");
    if (!this.#faults.has(sort)) this.#faults.set(sort, `tick ${this.#match.world.tick}: ${what}`);
  }

  /** The faults found. */
  get faults(): string[] {
    return [...this.#faults.values()];
  }
}
