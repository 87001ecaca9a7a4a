/** What a game says besides its tables, for a world to be restored from a checkpoint: how to make what is not stored. */
import type { Placed } from "./entity.ts";
import type { Entities, RootTable, WorldOf } from "./root.ts";

/** Properties of a world that its root stores. */
export type StoredOf<R extends RootTable> = Pick<
  WorldOf<R>,
  Placed<R["fields"], unknown, R["stored"], unknown> & keyof WorldOf<R>
>;
type SourceOf<T> = T extends { map(world: never): Map<string, infer Source> } ? Source : never;

/** Makes anew what is not stored. */
export interface Restorer<R extends RootTable, E extends Entities> {
  /** @returns a world with these properties, without entities */
  world(stored: StoredOf<R>): WorldOf<R>;
  entities: {
    readonly [K in keyof E]: {
      /** @returns an entity as new; its stored properties are set next */
      create(key: string): SourceOf<E[K]>;
      /** Works out what follows from the stored properties. */
      derive?(entity: SourceOf<E[K]>, world: WorldOf<R>): void;
    };
  };
  /** All entities are there. */
  finish?(world: WorldOf<R>): void;
}
