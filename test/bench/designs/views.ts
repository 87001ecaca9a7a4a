/**
 * Keeps each client's StateView equal to the surroundings of its ship, as a game on the stock framework
 * would.
 */
import type { Client } from "@colyseus/core";
import { type Schema, StateView } from "@colyseus/schema";
import type { ArenaState } from "../../../games/skirmish/shared/schema/state.ts";
import { OWNER } from "./stockState.ts";

/** As in games/skirmish/entities.ts, units. */
const HALF = 1000;
const KEEP = 1200;
const CELL = 400;

type Entity = Schema & { x: number; y: number };

export class Views {
  readonly #state: ArenaState;
  readonly #cells = new Map<number, Entity[]>();
  readonly #seen = new WeakMap<Client, Set<Entity>>();

  constructor(state: ArenaState) {
    this.#state = state;
  }

  join(client: Client): void {
    client.view = new StateView();
    this.#seen.set(client, new Set());
    this.#sort();
    this.#updateOne(client);
  }

  update(clients: Iterable<Client>): void {
    this.#sort();
    for (const client of clients) this.#updateOne(client);
  }

  #sort(): void {
    this.#cells.clear();
    for (const map of [this.#state.ships, this.#state.bolts, this.#state.pickups])
      for (const entity of map.values() as Iterable<Entity>) {
        const cell = cellOf(entity.x) * 64 + cellOf(entity.y);
        const list = this.#cells.get(cell);
        if (list === undefined) this.#cells.set(cell, [entity]);
        else list.push(entity);
      }
  }

  #updateOne(client: Client): void {
    const own = this.#state.ships.get(client.sessionId) as Entity | undefined;
    const before = this.#seen.get(client);
    const view = client.view;
    if (own === undefined || before === undefined || view === undefined) return;
    const now = new Set<Entity>([own]);
    for (let x = cellOf(own.x - KEEP); x <= cellOf(own.x + KEEP); x++)
      for (let y = cellOf(own.y - KEEP); y <= cellOf(own.y + KEEP); y++)
        for (const entity of this.#cells.get(x * 64 + y) ?? []) {
          const reach = before.has(entity) ? KEEP : HALF;
          if (Math.abs(entity.x - own.x) <= reach && Math.abs(entity.y - own.y) <= reach) now.add(entity);
        }
    for (const entity of before) if (!now.has(entity)) view.remove(entity);
    for (const entity of now) if (!before.has(entity)) view.add(entity, entity === own ? OWNER : undefined);
    this.#seen.set(client, now);
  }
}

const cellOf = (at: number): number => Math.max(0, Math.floor(at / CELL));
