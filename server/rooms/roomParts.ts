/** The parts of a room, as they see each other. Made once the match is there. */
import type { Presence } from "@colyseus/core";
import type { Schema } from "@colyseus/schema";
import type { Match } from "../../shared/log/match.ts";
import type { Lobby } from "../cluster/lobby.ts";
import type { GameServer, GameWorld } from "../game.ts";
import type { RoomCounter } from "../ops/roomFigures.ts";
import type { InterestSerializer } from "../replication/interestSerializer.ts";
import type { RoomBroadcaster } from "./broadcaster.ts";
import type { Outbox } from "./outbox.ts";
import type { PendingOrders } from "./pendingOrders.ts";
import type { RoomContext } from "./roomContext.ts";
import type { Seat } from "./seats.ts";
import type { Spectating } from "./spectating.ts";
import type { Survival } from "./survival.ts";

export interface RoomParts {
  readonly context: RoomContext;
  readonly game: GameServer;
  /** To be read only. */
  readonly world: GameWorld;
  /** Everything that changes the world goes through it. */
  readonly match: Match;
  readonly state: Schema;
  readonly presence: Presence;
  readonly lobby: Lobby;
  /** By session id. */
  readonly seats: Map<string, Seat>;
  readonly outbox: Outbox;
  readonly broadcaster: RoomBroadcaster;
  readonly spectating: Spectating;
  readonly orders: PendingOrders;
  readonly survival: Survival;
  readonly interest: InterestSerializer;
  readonly counter: RoomCounter;
  /** False for a match that was restored with a state of other fields than its clients decode. */
  readonly decodersFit: boolean;
}
