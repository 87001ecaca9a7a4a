/** HTTP by which players and processes ask where a room lives. */
import type { Application } from "express";
import type { Where } from "./takeover.ts";

/** What a player is told. */
export interface WhereAnswer {
  process: string;
  /** host:port[/path]; empty: where it asked. */
  address: string;
  /** Other processes that can be asked, as host:port[/path]. */
  peers: string[];
  /** ms that finding out took: the rest of what the player has waited is the way there and back. In every answer. */
  took: number;
}

const ROOM_ID = /^[\w-]{1,32}$/;

/** The part of `Takeover` that is needed; a process that stands alone has less to say. */
export interface Whereabouts {
  where(room: string): Promise<Where>;
  /** @returns id of this process when the room is here or about to be */
  here(room: string): string | undefined;
}

/** @param peers host:port[/path] of processes that players can reach */
export function whereRoutes(app: Application, { where, here }: Whereabouts, peers: () => string[]): void {
  app.get("/api/rooms/:id/where", async (request, response) => {
    // Public, and asked by pages that came from another process.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", "no-store");
    const { id } = request.params;
    const asked = performance.now();
    const found: Where = ROOM_ID.test(id) ? await where(id) : { state: "over" };
    const took = Math.round(performance.now() - asked);
    switch (found.state) {
      case "here": {
        const answer: WhereAnswer = { process: found.at.id, address: found.at.public, peers: peers(), took };
        response.json(answer);
        break;
      }
      case "over":
        response.status(404).json({ error: "there is no such room", took });
        break;
      case "unknown":
        response.status(503).json({ error: "not known now; ask again", took });
    }
  });
  app.get("/api/rooms/:id/here", (request, response) => {
    const id = here(request.params.id);
    response
      .status(id === undefined ? 404 : 200)
      .type("text/plain")
      .send(id ?? "not here");
  });
}
