/**
 * How processes of Colyseus ask each other through the presence (src/IPC.ts and src/MatchMaker.ts of core):
 *
 *   ▶ channel of a room or a process   [method, request id, arguments]
 *   ◀ ipc:<request id>                 [code, answer or what went wrong]
 */
import { requestFromIPC, subscribeIPC } from "@colyseus/core";
import type { Inside } from "./members.ts";

export const CODE = { success: 0, error: 1 } as const;

export type Request = [method: string | undefined, id: string, args: unknown];
export type Answer = [code: number, data: unknown];

/** Where a room hears what its methods are called with. */
export const roomChannel = (room: string): string => `$${room}`;
/** Where a process is asked to open rooms, and whether it lives. */
export const processChannel = (process: string): string => `p:${process}`;
export const replyChannel = (request: string): string => `ipc:${request}`;

/** Asks a process whether it lives. */
export const HEALTH_CHECK = "healthcheck";

/** Also the server's own channels, on which it asks in the same way. */
const CHANNEL = /^(?:\$|p:|ops:)/;

/** Whether requests go over a channel. */
export const isRequestTo = (channel: string): boolean => CHANNEL.test(channel);

/** Whether what goes over a channel is a request. */
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
