/** Room classes for the framework: one for each mode of each game. */
import type { JoinOptions } from "../../shared/protocol.ts";
import type { GameServer } from "../game.ts";
import { admitBot } from "../net/admitBot.ts";
import { authenticateJoin, type VerifiedContext } from "../net/identity.ts";
import type { JoinIdentity } from "../net/joinIdentity.ts";
import { GameRoom } from "./gameRoom.ts";
import { countRefusedBots } from "./limitBots.ts";
import type { RoomContext } from "./roomContext.ts";

/** A room class that takes its server's context. */
export interface RoomOf {
  new (context: RoomContext): GameRoom;
  /** The mode whose ratings decide which players meet; absent for a mode without `bySkill`. */
  readonly ranked?: string | undefined;
  /** Seats of a room; absent: not known before there is one. */
  readonly seats?: number | undefined;
}
/** A room class as the framework constructs it. */
export type RoomClass = new () => GameRoom;

/** @param mode a key of `game.modes` @throws when there is no such mode */
export function roomClass(game: GameServer, mode: string): RoomOf {
  const found = game.game.modes[mode];
  if (found === undefined) throw new Error(`${game.game.name} has no mode "${mode}"`);
  const { capacity, settings, bySkill } = found;
  const played = { game, capacity, settings, bySkill };
  return class extends GameRoom {
    static readonly ranked = bySkill && mode;
    static readonly seats = capacity;

    constructor(context: RoomContext) {
      super(context, played);
    }
  };
}

/** @returns a class whose rooms belong to the server of that context */
export function inContext(room: RoomOf, context: RoomContext): RoomClass {
  return class extends room {
    /** The framework keeps the result as `client.auth`, and wherever it stores the seat. */
    static readonly onAuth = async (
      token: string | undefined,
      options: JoinOptions | undefined,
      asked: VerifiedContext,
    ): Promise<JoinIdentity> => {
      const bot = countRefusedBots(context.telemetry, () =>
        admitBot(options?.bot, context.bots, context.identities, room.seats),
      );
      const identity = authenticateJoin(token, asked, context.identities);
      const skill = room.ranked === undefined ? undefined : await context.readSkill(room.ranked, identity.id);
      return {
        ...identity,
        ...(options?.version === undefined ? {} : { version: options.version }),
        ...(bot === undefined ? {} : { bot }),
        ...(skill === undefined ? {} : { skill }),
        ...(options?.party === undefined ? {} : { party: options.party }),
      };
    };

    constructor() {
      super(context);
    }
  };
}
