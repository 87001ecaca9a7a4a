/** From an address and a name to a place in a room. */
import type { Room } from "@colyseus/sdk";
import { type JoinOptions, PROTOCOL_VERSION } from "../../shared/protocol.ts";
import { RoomClient } from "../framework/roomClient.ts";
import { whyUnfit } from "../framework/sdk.ts";
import type { GameClient, GameTypes } from "../game.ts";
import { TransportChoice } from "../transport/choice.ts";
import { GameSocket } from "../transport/gameSocket.ts";
import { findPlayer } from "./directory.ts";
import { askIdentity, credentials, type Identity } from "./identity.ts";
import { explain, isOver, isSeatGone, JoinFailed, OtherGame } from "./joinFailed.ts";
import { Session } from "./session.ts";

/**
 * Once a promised seat is gone others are asked for this long, ms, and that often at least, where each takes long: a process
 * that is replaced is soon followed by another.
 */
const PATIENCE = { ms: 10_000, times: 3 } as const;
/** A join is at least so many round trips: one for the promise of a seat, one for the socket. */
const TRIPS = 2;
/** Between two requests, ms, with chance in it. */
const AGAIN = 300;

export interface JoinTo {
  /** As in http://localhost:2567 */
  url: string;
  /** Name of a room of that game, as in "arena". */
  room: string;
  name: string;
  /** Fetched beforehand, so that the join does not wait for it; absent, it is fetched first. */
  identity?: Identity | undefined;
  /** Id of a room to join; else the fullest one with a free seat. */
  at?: string | undefined;
  /** Name of a player to join, wherever that one is. */
  friend?: string | undefined;
  /** Names of all rooms of that game: `at` and `friend` may lead to another game. Absent, they are taken to be of that game. */
  rooms?: readonly string[];
  /** The clock that `Session.frame` will be given, ms. */
  now?: () => number;
  /** What all connections of the page have in common; absent, this join chooses by itself. */
  transport?: TransportChoice;
}

/** @param game what is played in that room @throws JoinFailed; OtherGame for a room that is not one of `rooms` */
export async function join<T extends GameTypes>(game: GameClient<T>, to: JoinTo): Promise<Session<T>> {
  const { url, room, name, identity } = to;
  try {
    // The server may know it no more: it was asked for when the page was opened.
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
  const options: JoinOptions = { name, version: PROTOCOL_VERSION };
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
 * A seat is promised by one request and taken by the next: when the match has moved in between, or its process has ended,
 * the seat is gone, and there is another one where the match is now.
 * @returns the room, and how long it took to get in, ms
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
        end = now + PATIENCE.ms;
      }
      if (now >= end && times > PATIENCE.times) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random())));
  }
}

async function findFriend({ url, rooms }: JoinTo, name: string): Promise<string> {
  const player = await findPlayer(url, name);
  if (player === undefined) throw new JoinFailed(`nobody called "${name}" is playing now`, false, undefined);
  if (rooms?.includes(player.roomName) === false) throw new OtherGame(player.roomName, player.room);
  return player.room;
}
