/**
 * Requests between processes of Colyseus over the presence (src/IPC.ts and src/MatchMaker.ts of core):
 *
 *   ▶ channel of a room or a process   [method, request id, arguments]
 *   ◀ ipc:<request id>                 [code, answer or error]; the server appends an id (server/cluster/answers.ts)
 */
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import type { Inside } from "./members.ts";

export const CODE = { success: 0, error: 1 } as const;

export type Request = [method: string | undefined, id: string, args: unknown];
export type Answer = [code: number, data: unknown, id?: string];

/** Channel on which a room receives calls of its methods. */
export const roomChannel = (room: string): string => `$${room}`;
/** Channel on which a process receives requests to open rooms, and health checks. */
export const processChannel = (process: string): string => `p:${process}`;
export const replyChannel = (request: string): string => `ipc:${request}`;
/** Whether a channel carries the answer to a request. */
export const isReply = (channel: string): boolean => channel.startsWith("ipc:");

/** Asks whether a process is up. */
export const HEALTH_CHECK = "healthcheck";

/** Includes the server's own channels, which carry requests of the same form. */
const CHANNEL = /^(?:\$|p:|ops:)/;

/** Whether a channel carries requests. */
export const isRequestTo = (channel: string): boolean => CHANNEL.test(channel);

/** Whether a message on a channel is a request. */
export const isRequest = (channel: string, data: unknown): data is Request =>
  isRequestTo(channel) && Array.isArray(data);

export function ipcInsides(): Inside[] {
  const at = { package: "@colyseus/core", adapter: "ipc.ts" } as const;
  return [
    {
      ...{ ...at, object: "requestFromIPC", value: requestFromIPC },
      members: { ipc: "named", SUCCESS: "named", ERROR: "named", ipc_timeout: "named" },
    },
    { ...{ ...at, object: "subscribeIPC", value: subscribeIPC }, members: { ipc: "named" } },
  ];
}
