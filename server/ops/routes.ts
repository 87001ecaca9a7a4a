/** HTTP for machines and operators: health, metrics, who plays where, and what operators can do about it. */
import express, { type Application, type Request, type RequestHandler, type Response } from "express";
import type { Access } from "../net/operators.ts";
import { registry } from "./metrics.ts";
import type { Operations } from "./operations.ts";

export function opsRoutes(app: Application, access: Access, operations: Operations): void {
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
  app.post(
    "/ops/drain",
    access.act,
    express.json(),
    asked("process", (id) => operations.drain(id)),
  );
  app.post(
    "/ops/kick",
    access.act,
    express.json(),
    asked("session", (id) => operations.kick(id)),
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

/** An order about one thing, named in the body's `field`. */
const asked =
  (field: string, act: (id: string) => Promise<boolean>): RequestHandler =>
  async (request: Request, response: Response) => {
    const id: unknown = request.body?.[field];
    if (typeof id !== "string" || id === "") response.status(400).json({ error: `"${field}" is missing` });
    else if (await act(id).catch(() => false)) response.json({ ok: true });
    else response.status(404).json({ error: `there is no ${field} ${id}` });
  };
