/** HTTP by which players and processes ask where a room lives. */
import type { Application } from "express";
import type { Takeover } from "./takeover.ts";

/** What a player is told. */
export interface WhereAnswer {
  process: string;
  /** host:port[/path]; empty: where it asked. */
  address: string;
  /** Other processes that can be asked, as host:port[/path]. */
  peers: string[];
}

const ROOM_ID = /^[\w-]{1,32}$/;

/** @param peers host:port[/path] of processes that players can reach */
export function whereRoutes(app: Application, takeover: Takeover, peers: () => string[]): void {
  app.get("/api/rooms/:id/where", async (request, response) => {
    // Public, and asked by pages that came from another process.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", "no-store");
    const { id } = request.params;
    const where = ROOM_ID.test(id) ? await takeover.where(id) : { state: "over" as const };
    switch (where.state) {
      case "here": {
        const answer: WhereAnswer = { process: where.at.id, address: where.at.public, peers: peers() };
        response.json(answer);
        break;
      }
      case "over":
        response.status(404).json({ error: "there is no such room" });
        break;
      case "unknown":
        response.status(503).json({ error: "not known now; ask again" });
    }
  });
  app.get("/api/rooms/:id/here", (request, response) => {
    const here = takeover.has(request.params.id);
    response
      .status(here ? 200 : 404)
      .type("text/plain")
      .send(here ? takeover.ledger.self.id : "not here");
  });
}
