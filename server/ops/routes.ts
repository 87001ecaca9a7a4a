/** HTTP for machines and operators: health, metrics, status, players. */
import type { Application, RequestHandler } from "express";
import type { Access } from "../net/operators.ts";
import type { Metrics } from "./metrics.ts";
import type { Operations } from "./operations.ts";

export function opsRoutes(
  app: Application,
  access: Access,
  operations: Operations,
  { registry }: Pick<Metrics, "registry">,
): void {
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    const reason = operations.closedBecause();
    response.status(reason === undefined ? 200 : 503).json({ ready: reason === undefined, reason });
  });
  app.get("/metrics", access.read, async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });

  app.get(
    "/api/rooms",
    answering(async () => (await operations.rooms()).map((room) => ({ ...room, mode: room.name }))),
  );
  // Without session ids: what a name is for is to join its room.
  app.get(
    "/api/players",
    answering(async () =>
      (await operations.players()).map(({ name, room, roomName, process }) => ({
        name,
        room,
        roomName,
        process,
      })),
    ),
  );
  app.get(
    "/ops/status",
    access.read,
    answering(() => operations.status()),
  );
}

/** 503 when the answer needs Redis, and Redis is away. */
const answering =
  (answer: () => Promise<unknown>): RequestHandler =>
  async (_request, response) => {
    try {
      response.json(await answer());
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
    }
  };
