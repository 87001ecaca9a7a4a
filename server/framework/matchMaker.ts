/**
 * The members of Colyseus' matchmaker (src/MatchMaker.ts of core) that the server needs. Most are exported
 * but undocumented; the build checks their types, and the start checks their presence.
 */
import { type AuthContext, ErrorCode, type Room, requestFromIPC, ServerError } from "@colyseus/core";
import { colyseus, type MatchMaker } from "./framework.ts";
import { roomChannel } from "./ipc.ts";
import type { Inside } from "./members.ts";

/** @returns a room of this process, with its own type; a room of another kind has none of the members */
export const localRoom = <R extends object>(
  matchMaker: MatchMaker,
  room: string,
): (Room & Partial<R>) | undefined => matchMaker.getLocalRoomById(room) as (Room & Partial<R>) | undefined;

/**
 * Calls a method of a room in any process. (The framework's `remoteRoomCall` does not distinguish a room
 * without a listener from a slow one, and repeats the arguments in its error.)
 */
export async function askRoom(
  matchMaker: MatchMaker,
  id: string,
  method: string,
  args: unknown[],
  timeout: number,
): Promise<unknown> {
  const room = localRoom<{ [name: string]: (...args: unknown[]) => unknown }>(matchMaker, id);
  if (room === undefined)
    return await requestFromIPC(matchMaker.presence, roomChannel(id), method, args, timeout);
  return await room[method]!(...args);
}

/** The decision of a room class before a seat is reserved. */
interface Authenticating {
  onAuth?: (token: string | undefined, options: unknown, context: AuthContext) => unknown;
}

/**
 * Asks the class of a room whether a client may join. As in the framework, false and undefined are refusals,
 * and true carries no data.
 * @param name kind of the room @returns the data for the room about the client
 * @throws ServerError when it may not, or there is no such kind
 */
export async function authenticate(
  matchMaker: MatchMaker,
  name: string,
  options: unknown,
  context?: AuthContext,
): Promise<unknown> {
  const klass: Authenticating = matchMaker.getHandler(name).klass as object;
  if (klass.onAuth === undefined || context === undefined) return undefined;
  const result = await klass.onAuth(context.token, options, context);
  if (result === false || result === null || result === undefined)
    throw new ServerError(ErrorCode.AUTH_FAILED, "not allowed in");
  return result === true ? undefined : result;
}

type Headers = { [header: string]: string };

/**
 * Replaces the CORS headers; the framework's own admit every page, with its credentials.
 * @param always headers of every answer @param page headers for a page of an origin that asks a host
 */
export function setCorsHeaders(
  { controller }: MatchMaker,
  always: Headers,
  page: (origin: string | null, host: string | null) => Headers,
): void {
  const defaults: { DEFAULT_CORS_HEADERS: object } = controller;
  defaults.DEFAULT_CORS_HEADERS = always;
  controller.getCorsHeaders = (headers) => page(headers.get("origin"), headers.get("host"));
}

export function matchMakerInsides({ matchMaker, WebSocketTransport } = colyseus): Inside[] {
  const at = { package: "@colyseus/core", adapter: "matchMaker.ts" } as const;
  return [
    {
      ...{ ...at, object: "matchMaker", value: matchMaker },
      members: {
        getLocalRoomById: "function",
        getHandler: "function",
        getAllHandlers: "function",
        handleCreateRoom: "function",
        buildSeatReservation: "function",
        remoteRoomCall: "function",
        query: "function",
        setHealthChecksEnabled: "function",
      },
    },
    {
      ...{ ...at, object: "matchMaker.controller", value: matchMaker.controller },
      members: { invokeMethod: "function", getCorsHeaders: "function", DEFAULT_CORS_HEADERS: "object" },
    },
    {
      ...{ ...at, object: "matchMaker.stats.local", value: matchMaker.stats.local },
      members: { ccu: "number" },
    },
    {
      package: "@colyseus/ws-transport",
      ...{ object: "WebSocketTransport", value: WebSocketTransport.prototype, adapter: "matchMaker.ts" },
      // Overridden by GuardedTransport: under another name the framework would call its own.
      members: { onConnection: "function" },
    },
  ];
}
