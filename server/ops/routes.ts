/** HTTP for machines and operators: health, metrics, the public room list. */
import { matchMaker } from "@colyseus/core";
import type { Application, RequestHandler } from "express";
import { registry } from "./metrics.ts";

/**
 * @param onlyOperators lets nobody else through
 * @param closed why no new player is taken; undefined when they are
 */
export function opsRoutes(
  app: Application,
  onlyOperators: RequestHandler,
  closed: () => string | undefined,
): void {
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    const reason = matchMaker.state === matchMaker.MatchMakerState.READY ? closed() : "stopping";
    response
      .status(reason === undefined ? 200 : 503)
      .json(reason === undefined ? { ready: true } : { ready: false, reason });
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
  app.get("/metrics", onlyOperators, async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
}
