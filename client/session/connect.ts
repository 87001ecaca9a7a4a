/** Joins a room, given the server's address and a player's name. */
import type { Room } from "@colyseus/sdk";
import { type JoinOptions, PROTOCOL_VERSION } from "../../shared/protocol.ts";
import { RoomClient } from "../framework/roomClient.ts";
import { whyUnfit } from "../framework/sdk.ts";
import type { GameClient, GameTypes } from "../game.ts";
import { TransportChoice } from "../transport/choice.ts";
import { GameSocket } from "../transport/gameSocket.ts";
import { findPlayer } from "./directory.ts";
import { explain, isOver, isSeatGone } from "./explainJoin.ts";
import { askIdentity, credentials, type Identity } from "./identity.ts";
import { JoinFailed, OtherGame } from "./joinFailed.ts";
import { Session } from "./session.ts";

/**
 * When a seat reservation is lost, the client asks for another one until this much time has passed, ms, and
 * at least this many times even if each request takes long. A process that is replaced is soon followed by
 * another.
 */
const TIMEOUT = { ms: 10_000, times: 3 } as const;
/** A join takes at least this many round trips: one for the seat reservation, one for the socket. */
const TRIPS = 2;
/** Pause between two requests, ms, jittered. */
const RETRY_AFTER = 300;

export interface JoinTo {
  /** As in http://localhost:2567 */
  url: string;
  /** Name of a room of that game, as in "arena". */
  room: string;
  name: string;
  /** Fetched in advance, so that the join does not wait for it; if absent, it is fetched first. */
  identity?: Identity | undefined;
  /** Id of a room to join; if absent, the server chooses the fullest room with a free seat. */
  at?: string | undefined;
  /** The player is a bot; its token, if it has one. */
  bot?: boolean | string | undefined;
  /** Code of the player's party: the join leads into the party's room. */
  party?: string | undefined;
  /** The party leaves its room for the one that is joined here. */
  moveParty?: boolean;
  /** Name of a player to join, in whichever room that player is. */
  friend?: string | undefined;
  /**
   * Names of all rooms of that game, because `at` and `friend` may lead to a room of another game. If absent,
   * every room counts as one of that game.
   */
  rooms?: readonly string[];
  /** The clock that `Session.frame` will be given, ms. */
  now?: () => number;
  /** Which transport works, shared by all connections of the page; if absent, this join finds out alone. */
  transport?: TransportChoice;
}

/**
 * @param game what is played in that room
 * @throws JoinFailed; OtherGame for a room that is not one of `rooms`
 */
export async function join<T extends GameTypes>(game: GameClient<T>, to: JoinTo): Promise<Session<T>> {
  const { url, room, name, identity } = to;
  try {
    // The identity was fetched when the page opened: the server may no longer accept it.
    const known = identity && (await enter(game, to, identity).catch(unlessOver));
    return known ?? (await enter(game, to, await askIdentity(url, name)));
  } catch (error) {
    if (error instanceof JoinFailed) throw error;
    throw explain(error, url, room);
  }
}

function unlessOver(error: unknown): undefined {
  if (!isOver(error)) throw error;
}

async function enter<T extends GameTypes>(
  game: GameClient<T>,
  to: JoinTo,
  identity: Identity,
): Promise<Session<T>> {
  const { url, room, name, now = () => performance.now(), transport = new TransportChoice() } = to;
  const options: JoinOptions = {
    ...{ name, version: PROTOCOL_VERSION },
    ...(to.bot === undefined ? {} : { bot: to.bot }),
    ...(to.party === undefined ? {} : { party: to.party, ...(to.moveParty && { moveParty: true }) }),
  };
  const shown = credentials(identity);
  let socket: GameSocket | undefined;
  const client = new RoomClient(url, shown, {
    open: (...wanted) => {
      socket = new GameSocket(transport, ...wanted);
      return socket;
    },
    seated: (ms) => {
      transport.trip = ms;
    },
  });
  const at = to.friend === undefined ? to.at : await findFriend(to, to.friend);
  const [joined, took] = await seated(() =>
    at === undefined ? client.joinOrCreate(room, options) : client.joinById(at, options),
  );
  const unfit = whyUnfit(joined);
  if (unfit !== undefined) {
    void joined.leave();
    throw new JoinFailed(unfit, true, undefined);
  }
  if (to.rooms?.includes(joined.name) === false) {
    void joined.leave();
    throw new OtherGame(joined.name, joined.roomId);
  }
  const session = new Session(joined, game, {
    ...{ now, entry: url, shown: shown.urlBuilder, took: took / TRIPS },
    transport: () => socket?.transport ?? "websocket",
  });
  await session.ready;
  return session;
}

/**
 * One request reserves a seat and the next one takes it. When the match has migrated or its process has ended
 * in between, the reservation is lost, and another seat is available where the match is now.
 * @returns the room, and how long the join took, ms
 */
async function seated(ask: () => Promise<Room>): Promise<[room: Room, took: number]> {
  for (let end = 0, times = 1; ; times++) {
    const asked = performance.now();
    try {
      return [await ask(), performance.now() - asked];
    } catch (error) {
      const now = performance.now();
      if (end === 0) {
        if (!isSeatGone(error)) throw error;
        end = now + TIMEOUT.ms;
      }
      if (now >= end && times > TIMEOUT.times) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER * (0.5 + Math.random())));
  }
}

async function findFriend({ url, rooms }: JoinTo, name: string): Promise<string> {
  const player = await findPlayer(url, name);
  if (player === undefined)
    throw new JoinFailed(`nobody called "${name}" is playing now`, false, undefined, "noFriend");
  if (rooms?.includes(player.roomName) === false) throw new OtherGame(player.roomName, player.room);
  return player.room;
}
