/** The replication of a game, derived from its tables: the part that server/game.ts requires of a game. */
import type { Schema } from "@colyseus/schema";
import type { Tables, WorldOf } from "../../shared/fields/root.ts";
import type { Classes, StateOf } from "../../shared/fields/schema.ts";
import { socketOf } from "../framework/client.ts";
import { RawSocketWriter } from "../framework/socketWriter.ts";
import { tcpOf } from "../framework/wsSocket.ts";
import { compile } from "./compiledTables.ts";
import { InterestSerializer } from "./interestSerializer.ts";
import { Publisher } from "./publish.ts";
import type { Ticking } from "./tableWire.ts";
import { continueAfter, followWireIds, restoreWireIds, type WireIds } from "./wireIds.ts";

/** A world as the framework's state, and the interest set of each client. */
export interface Replication<World, State extends Schema = Schema> {
  createState(world: World): State;
  /** Updates the state to the world; called once per step. */
  publish(world: World, state: Schema): void;
  /** Same for one player who has just joined, so that the full state of that join contains its entity. */
  publishPlayer(world: World, state: Schema, key: string): void;
  removePlayer(state: Schema, key: string): void;
  /**
   * Gives the instances of a restored match the wire ids that its clients know.
   * @returns false when the state has other fields than the clients', so that their decoders do not fit
   */
  restoreWireIds(state: Schema, ids: WireIds): boolean;
  /** See `followWireIds` in wireIds.ts. */
  followWireIds(world: World, ids: WireIds): () => WireIds;
  /**
   * @param centreOf key of the player from whose entity another looks: its own, or the spectated one
   * @param ids of a restored match
   */
  serializer(world: World, centreOf: (key: string) => string, ids?: WireIds): InterestSerializer;
}

/** Must be called once per game. */
export function replicate<const T extends Tables>(
  classes: Classes<T>,
): Replication<WorldOf<T["root"]> & Ticking, StateOf<T>> {
  const { tables } = classes;
  const compiled = compile(classes);
  const publisher = new Publisher(compiled);
  const players = Object.keys(tables.entities).find((name) => tables.entities[name]!.players)!;
  return {
    createState: (world) => publisher.createState(world) as StateOf<T>,
    publish: (world, state) => publisher.publish(world, state),
    publishPlayer: (world, state, key) => publisher.publishEntity(world, state, players, key),
    removePlayer: (state, key) => publisher.remove(state, players, key),
    restoreWireIds: (state: Schema, ids) => restoreWireIds(state, compiled, ids),
    followWireIds: (world, ids) => followWireIds(world, compiled, ids),
    serializer: (world, centreOf, ids) =>
      new InterestSerializer({
        ...tables.view,
        ...{ compiled, world, centreOf },
        ...(ids === undefined ? {} : { nextWireIds: continueAfter(ids) }),
        sinkOf(client) {
          const socket = socketOf(client);
          return new RawSocketWriter(socket, tcpOf(socket)!);
        },
      }),
  };
}
