/**
 * Stores a world as data and restores it, by the tables of its game. The same ticks follow from both worlds,
 * bit for bit. Properties that the tables name `unstored` are left out: they follow from the rest, or are
 * filled and emptied within a tick.
 */
import type { EntityTable } from "../../shared/fields/entity.ts";
import type { Restorer, StoredOf } from "../../shared/fields/restorer.ts";
import type { Entities, RootTable, Tables, WorldOf } from "../../shared/fields/root.ts";
import type { GameWorld, Storage } from "../game.ts";
import { BadCheckpoint, UnreadableCheckpoint } from "./badCheckpoint.ts";
import { Columns, type Rows } from "./columns.ts";

/** Entities of a table in the order of their map: the simulation goes through them in that order. */
interface EntityRows extends Rows {
  keys: string[];
}
interface WorldSnapshot {
  root: Rows;
  entities: { [map: string]: EntityRows };
}

/** To be called once for a game. */
export function storeBy<R extends RootTable, E extends Entities>(
  tables: Tables<R, E>,
  restorer: Restorer<R, E>,
): Storage<WorldOf<R> & GameWorld> {
  const root = new Columns(tables.root);
  const stores = Object.entries<EntityTable>(tables.entities).map(([name, table]) => ({
    name,
    map: (world: unknown) => table.map(world) as Map<string, object>,
    columns: new Columns(table),
    ...(restorer.entities[name] as {
      create(key: string): object;
      derive?(entity: object, world: unknown): void;
    }),
  }));
  return {
    save(world): WorldSnapshot {
      const entities: WorldSnapshot["entities"] = {};
      for (const { name, map, columns } of stores) {
        const all = map(world);
        entities[name] = { ...columns.write([...all.values()]), keys: [...all.keys()] };
      }
      return { root: root.write([world]), entities };
    },
    check(saved) {
      const snapshot = saved as WorldSnapshot;
      try {
        root.check(snapshot.root);
        for (const { name, columns } of stores) columns.check(snapshot.entities[name]!);
      } catch (cause) {
        throw new UnreadableCheckpoint((cause as Error).message, { cause });
      }
    },
    restore(saved) {
      const snapshot = saved as WorldSnapshot;
      try {
        const stored = {};
        root.read(root.fit(snapshot.root), 0, stored);
        const world = restorer.world(stored as StoredOf<R>);
        for (const { name, map, columns, create, derive } of stores) {
          const { keys } = snapshot.entities[name]!;
          const rows = columns.fit(snapshot.entities[name]!);
          keys.forEach((key, row) => {
            const entity = create(key);
            columns.read(rows, row, entity);
            derive?.(entity, world);
            map(world).set(key, entity);
          });
        }
        restorer.finish?.(world);
        return world as WorldOf<R> & GameWorld;
      } catch (cause) {
        throw new BadCheckpoint(`a world that cannot be restored: ${(cause as Error).message}`, { cause });
      }
    },
  };
}
