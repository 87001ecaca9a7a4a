/**
 * Loads a second copy of Colyseus into this process, and of the room classes that extend its `Room`: each
 * server needs a copy (server/framework/framework.ts). All other modules are loaded once and shared.
 */
import { registerHooks } from "node:module";
import type { Framework } from "../../server/framework/framework.ts";
import type { roomClass } from "../../server/rooms/roomClass.ts";

/** Suffix of the URL of each module that is loaded a second time. */
const SECOND = "?second";
const COPIED = [
  /\/node_modules\/@colyseus\/(?:core|ws-transport)\//,
  /\/server\/rooms\/(?:gameRoom|roomClass)\.ts$/,
];

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const isCopied =
      context.parentURL?.endsWith(SECOND) === true && COPIED.some((module) => module.test(found.url));
    return isCopied ? { ...found, url: found.url + SECOND } : found;
  },
});

const load = (specifier: string) => import(import.meta.resolve(specifier) + SECOND);

const { matchMaker, Server } = await load("@colyseus/core");
const { WebSocketTransport } = await load("@colyseus/ws-transport");
export const secondFramework: Framework = { matchMaker, Server, WebSocketTransport };
export const secondRoomClass: typeof roomClass = (await load("../../server/rooms/roomClass.ts")).roomClass;
