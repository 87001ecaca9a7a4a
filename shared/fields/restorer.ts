/** How a game recreates the parts of a world that a checkpoint does not store. */
import type { Placed } from "./entity.ts";
import type { Entities, RootTable, WorldOf } from "./root.ts";

/** The properties of a world that the root table stores. */
export type StoredOf<R extends RootTable> = Pick<
  WorldOf<R>,
  Placed<R["fields"], unknown, R["stored"], unknown> & keyof WorldOf<R>
>;
type SourceOf<T> = T extends { map(world: never): Map<string, infer Source> } ? Source : never;

/** Recreates what is not stored. */
export interface Restorer<R extends RootTable, E extends Entities> {
  /** @returns a world with these properties, without entities */
  world(stored: StoredOf<R>): WorldOf<R>;
  entities: {
    readonly [K in keyof E]: {
      /** @returns a new entity, whose stored properties are set next */
      create(key: string): SourceOf<E[K]>;
      /** Computes what follows from the stored properties. */
      derive?(entity: SourceOf<E[K]>, world: WorldOf<R>): void;
    };
  };
  /** Called when all entities are restored. */
  finish?(world: WorldOf<R>): void;
}
