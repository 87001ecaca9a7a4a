/** A room of Skirmish with settings from the test. */
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { ARENA, type Settings } from "../../games/skirmish/shared/config.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";

export class SkirmishRoom extends GameRoom<World, ArenaState> {
  constructor(context: RoomContext, settings: Settings = ARENA) {
    super(context, { game: skirmishServer, capacity: settings.capacity, settings });
  }
}
