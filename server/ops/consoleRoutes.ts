/** What the operators' console and their command line ask for; the page itself is built from client/ops. */
import type { Application } from "express";
import type { Access } from "../net/operators.ts";
import type { Feed } from "./feed.ts";
import type { Operations } from "./operations.ts";

export function consoleRoutes(app: Application, access: Access, operations: Operations, feed: Feed): void {
  app.post("/ops/login", access.login);
  app.post("/ops/logout", access.logout);
  app.get("/ops/whoami", access.whoami);
  app.get("/ops/events", access.read, feed.open);
  app.get("/ops/rooms/:id", access.read, async (request, response) => {
    const { id } = request.params as { id: string };
    try {
      const { rooms } = await operations.status();
      const room = rooms.find((one) => one.id === id);
      const players = room && (await operations.playersOf(id));
      if (players === undefined) response.status(404).json({ error: `there is no room ${id}` });
      else response.json({ room, players });
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
    }
  });
}
