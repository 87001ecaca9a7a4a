/** HTTP for machines and operators: health, metrics, the public room list. */
import { timingSafeEqual } from "node:crypto";
import { matchMaker } from "@colyseus/core";
import type { Application, Request, RequestHandler } from "express";
import { registry } from "./metrics.ts";

/** @param opsToken see OPS_TOKEN in env.ts */
export function opsRoutes(app: Application, opsToken: string | undefined): void {
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    const ready = matchMaker.state === matchMaker.MatchMakerState.READY;
    response.status(ready ? 200 : 503).json(ready ? { ready } : { ready, reason: "stopping" });
  });
  app.get("/api/rooms", async (_request, response) => {
    const rooms = await matchMaker.query({ private: false, unlisted: false });
    response.json(
      rooms.map((room) => ({
        id: room.roomId,
        name: room.name,
        mode: room.name,
        players: room.clients,
        capacity: room.maxClients,
        process: room.processId,
        locked: room.locked,
      })),
    );
  });
  app.get("/metrics", onlyOperators(opsToken), async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
}

/** Lets through who holds the token; without a token, who sits at this machine. */
function onlyOperators(token: string | undefined): RequestHandler {
  return (request, response, next) => {
    const allowed = token === undefined ? isLocal(request) : holds(request, token);
    if (allowed) next();
    else response.status(token === undefined ? 403 : 401).json({ error: "operators only" });
  };
}

/** A forwarded request comes from somewhere else, whatever its last hop says. */
const isLocal = (request: Request): boolean =>
  ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.socket.remoteAddress ?? "") &&
  request.headers["x-forwarded-for"] === undefined &&
  request.headers.forwarded === undefined;

function holds(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
