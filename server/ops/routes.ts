/** HTTP routes for machines and operators: health, metrics, status, players, and the data of the console. */
import type { Application, RequestHandler } from "express";
import type { Access } from "../net/operators.ts";
import type { Feed } from "./feed.ts";
import type { Metrics } from "./metrics.ts";
import type { OperatorServices } from "./operations.ts";
import { type PresenceFeed, publicPlayers, publicRooms } from "./presenceFeed.ts";
import { retryQuery } from "./retryQuery.ts";

/** @param mayWatch whether live watching is on */
export function opsRoutes(
  app: Application,
  access: Access,
  { operations, playerReports }: Pick<OperatorServices, "operations" | "playerReports">,
  { feed, presence }: { feed: Feed; presence: PresenceFeed },
  { registry }: Pick<Metrics, "registry">,
  mayWatch: boolean,
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
    answering(() => publicRooms(operations, mayWatch)),
  );
  app.get(
    "/api/players",
    answering(() => publicPlayers(operations)),
  );
  app.get("/api/presence", presence.open);
  app.get(
    "/ops/status",
    access.read,
    answering(() => retryQuery(() => operations.status())),
  );
  app.get(
    "/ops/reports",
    access.read,
    answering(() => retryQuery(() => playerReports.open())),
  );
  // Routes of the operators' console and command line; the page itself is built from client/ops.
  app.post("/ops/login", access.login);
  app.post("/ops/logout", access.logout);
  app.get("/ops/whoami", access.whoami);
  app.get("/ops/events", access.read, feed.open);
  app.get("/ops/rooms/:id", access.read, async (request, response) => {
    const { id } = request.params as { id: string };
    try {
      const [room, players] = await retryQuery(async () => {
        const { rooms } = await operations.status();
        const found = rooms.find((one) => one.id === id);
        return [found, found && (await operations.playersOf(id))];
      });
      if (players === undefined) response.status(404).json({ error: `there is no room ${id}` });
      else response.json({ room, players });
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
    }
  });
}

/** Answers 503 when Redis is needed and unreachable. */
const answering =
  (answer: () => Promise<unknown>): RequestHandler =>
  async (_request, response) => {
    try {
      response.json(await answer());
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
    }
  };
