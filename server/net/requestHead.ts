/**
 * Checks the head of a request before anything parses it, because the framework rejects late, or not at all.
 */
import type { IncomingMessage } from "node:http";

/** Longer than any address of this server, characters. */
const TARGET_LENGTH = 2048;
/** Printable ASCII that starts with exactly one slash: no `*`, no absolute form, no `//host`. */
const TARGET = /^\/(?!\/)[\x21-\x7e]*$/;
/** Host name or address with an optional port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
/** A room's socket: /process/room with at least a session id. */
const SEAT = /^\/[\w-]{1,64}\/[\w-]{1,64}$/;
/**
 * Allowed query parameters of a socket: those of the framework, and the number of the last message that a
 * returning client has.
 */
const SEAT_QUERY = new Map([
  ["sessionId", /^[\w-]{1,64}$/],
  ["reconnectionToken", /^[\w-]{1,64}$/],
  ["skipHandshake", /^(?:true|false)?$/],
  ["_authToken", /^[\w.-]{1,1024}$/],
  ["heard", /^\d{1,16}$/],
]);

/** Base for parsing targets, which have no host. */
const BASE = "http://a";

export const isHost = (text: string): boolean => HOST.test(text);

export type HeadFault = "target" | "host";

export function faultOfHead(request: IncomingMessage): HeadFault | undefined {
  return faultOfForm(request) ?? (URL.canParse(request.url!, BASE) ? undefined : "target");
}

/** Same, without the checks that need the parsed target: `upgradeTarget` follows and does those. */
export function faultOfForm({ url, headers }: IncomingMessage): HeadFault | undefined {
  if (url === undefined || url.length > TARGET_LENGTH || !TARGET.test(url)) return "target";
  if (headers.host === undefined || !isHost(headers.host)) return "host";
  return undefined;
}

/** What an upgrade requests: a seat in a room, or the stock SDK's echo for measuring latency. */
export interface UpgradeTarget {
  url: URL;
  /** Absent for the echo. */
  seat?: {
    roomId: string;
    sessionId: string;
    reconnectionToken: string | undefined;
    authToken: string | undefined;
    lastMessage: number | undefined;
    /** The client keeps its decoder and must not be sent a schema. */
    keepsDecoder: boolean;
  };
}

/** @param target has passed `faultOfForm` @returns undefined when the server opens no socket for it */
export function upgradeTarget(target: string): UpgradeTarget | undefined {
  const url = URL.parse(target, BASE);
  if (url === null) return undefined;
  const { pathname, searchParams } = url;
  if (pathname === "/" && searchParams.size === 0) return { url };
  if (!SEAT.test(pathname) || pathname.split("/").some(isInherited)) return undefined;
  for (const [name, value] of searchParams)
    if (!SEAT_QUERY.get(name)?.test(value) || isInherited(value)) return undefined;
  const sessionId = searchParams.get("sessionId");
  if (sessionId === null || searchParams.getAll("sessionId").length > 1) return undefined;
  const lastMessage = searchParams.get("heard");
  return {
    url,
    seat: {
      roomId: pathname.split("/")[2]!,
      sessionId,
      reconnectionToken: searchParams.get("reconnectionToken") ?? undefined,
      authToken: searchParams.get("_authToken") ?? undefined,
      lastMessage: lastMessage === null ? undefined : Number(lastMessage),
      keepsDecoder: searchParams.has("skipHandshake"),
    },
  };
}

/**
 * Whether a name is a property of every plain object, like `constructor` and `__proto__`. The framework looks
 * up rooms, seats and tokens in plain objects, where such a name finds something else.
 */
export const isInherited = (name: string): boolean => INHERITED.has(name);

/**
 * A set, because with the `in` operator each name that a stranger sends becomes a new property name, which is
 * expensive.
 */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
