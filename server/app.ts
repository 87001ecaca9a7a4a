/** Puts the server together: transport, rooms, routes, and what processes share. */
import { existsSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { matchMaker, Server } from "@colyseus/core";
import { RedisDriver } from "@colyseus/redis-driver";
import { RedisPresence } from "@colyseus/redis-presence";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express, { type Application } from "express";
import type { Redis } from "ioredis";
import { ROOM } from "../shared/protocol.ts";
import { type Address, Ledger } from "./cluster/ledger.ts";
import { connectTo } from "./cluster/redis.ts";
import { AloneRegistry, type ProcessRecord, RedisRegistry } from "./cluster/registry.ts";
import { Takeover } from "./cluster/takeover.ts";
import { type Whereabouts, whereRoutes } from "./cluster/whereRoutes.ts";
import type { Env } from "./env.ts";
import { log } from "./ops/log.ts";
import { opsRoutes } from "./ops/routes.ts";
import { MatchRoom } from "./rooms/match.ts";
import { ArenaRoom, SwarmRoom } from "./rooms/modes.ts";
import { Survival } from "./rooms/survival.ts";

const CLIENT = join(import.meta.dirname, "../dist/client");

/** The built browser game is not there. */
export class MissingBuild extends Error {}

export interface App {
  server: Server;
  http: HttpServer;
}

/** @throws MissingBuild */
export function createApp(env: Env): App {
  if (!existsSync(join(CLIENT, "index.html")))
    throw new MissingBuild("the browser game is not built: run `npm run build`, or use `npm start`");
  const http = createServer();
  const transport = new WebSocketTransport({ server: http });
  // It would print a failed start, stack and all, before main.ts says it in words.
  http.removeAllListeners("error");
  const shared =
    env.REDIS_URL === undefined
      ? {}
      : { presence: new RedisPresence(env.REDIS_URL), driver: new RedisDriver(env.REDIS_URL) };
  const redis = env.REDIS_URL === undefined ? undefined : connectTo(env.REDIS_URL);
  const takeover = redis === undefined ? undefined : takeoverThrough(redis, env, http);
  Survival.takeover = takeover;
  const registry = redis === undefined ? new AloneRegistry() : new RedisRegistry(redis);
  http.once(
    "listening",
    () => void registry.start({ record: () => recordOf(env), roster: () => "[]", rooms: () => [] }),
  );
  const peers = () => registry.processes.flatMap(({ address }) => (address === "" ? [] : [address]));
  const server = new Server({
    ...shared,
    ...(env.PUBLIC_ADDRESS === undefined ? {} : { publicAddress: env.PUBLIC_ADDRESS }),
    greet: false,
    gracefullyShutdown: false,
    logger: log,
    transport,
    express: (app) => routes(app, env, takeover, peers),
  });
  server.define(ROOM.arena, ArenaRoom);
  server.define(ROOM.swarm, SwarmRoom);
  return { server, http };
}

/** Matches that outlive their process: the room's part is in rooms/survival.ts. */
function takeoverThrough(redis: Redis, env: Env, http: HttpServer): Takeover {
  const ready = () => matchMaker.state === matchMaker.MatchMakerState.READY;
  return new Takeover({
    ledger: new Ledger(redis, () => addressOf(env, http)),
    hasRoom,
    takes: ready,
  });
}

const hasRoom = (id: string): boolean => {
  const room = matchMaker.getLocalRoomById(id);
  return room instanceof MatchRoom && room.lives;
};

const standingAlone: Whereabouts = {
  here: (room) => (hasRoom(room) ? matchMaker.processId : undefined),
  where: async (room) =>
    hasRoom(room)
      ? {
          state: "here",
          at: { id: matchMaker.processId, address: "", public: matchMaker.publicAddress ?? "" },
        }
      : { state: "over" },
};

const recordOf = ({ PUBLIC_ADDRESS }: Env): ProcessRecord => ({
  id: matchMaker.processId,
  address: PUBLIC_ADDRESS ?? "",
  state: "ready",
  headroom: 1,
  tickP99: 0,
  loopLag: 0,
  rooms: 0,
  players: 0,
  capacity: 0,
  memory: 0,
  version: "",
  started: 0,
});

/** Where this process answers others: on the interface it was told to listen on, else on its first one. */
function addressOf({ HOST, PUBLIC_ADDRESS }: Env, http: HttpServer): Address {
  const outward = Object.values(networkInterfaces())
    .flat()
    .find((network) => network?.family === "IPv4" && !network.internal)?.address;
  const host = ["0.0.0.0", "::"].includes(HOST) ? (outward ?? "127.0.0.1") : HOST;
  const { port } = http.address() as AddressInfo;
  return { id: matchMaker.processId, address: `${host}:${port}`, public: PUBLIC_ADDRESS ?? "" };
}

function routes(app: Application, env: Env, takeover: Takeover | undefined, peers: () => string[]): void {
  app.disable("x-powered-by");
  app.use((_request, response, next) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    next();
  });
  opsRoutes(app, env.OPS_TOKEN);
  whereRoutes(app, takeover ?? standingAlone, peers);
  // Built files carry their hash in their name, so they never change; the page itself is asked for anew each time.
  app.use("/assets", express.static(join(CLIENT, "assets"), { immutable: true, maxAge: "1y" }));
  app.use(express.static(CLIENT, { cacheControl: false }));
}
