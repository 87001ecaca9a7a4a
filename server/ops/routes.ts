/** HTTP for machines and operators: health, metrics, the public room list. */
import { matchMaker } from "@colyseus/core";
import type { Application, RequestHandler } from "express";
import { registry } from "./metrics.ts";

/** @param onlyOperators lets nobody else through */
export function opsRoutes(app: Application, onlyOperators: RequestHandler): void {
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
  app.get("/metrics", onlyOperators, async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
}
