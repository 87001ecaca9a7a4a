/** HTTP routes by which clients and processes ask which process has a room. */
import type { Application } from "express";
import type { WhereAnswer } from "../../shared/protocol.ts";
import { EPOCH_HEADER, type LocateReply } from "./ports.ts";
import type { RoomLocation } from "./takeover.ts";

const ROOM_ID = /^[\w-]{1,32}$/;

/** The part of `Takeover` that the routes need; without Redis there is a simpler implementation. */
export interface Whereabouts {
  where(room: string, asker?: "client" | "process"): Promise<RoomLocation>;
  /** @returns id of this process when the room is here or about to be */
  here(room: string): string | undefined;
  /** See `HeldRooms.isOpening`. */
  isOpening(room: string): boolean;
  /** See `HeldRooms.epochOf`. */
  epochOf(room: string): number;
}

export interface WhereOptions {
  /** @returns host:port[/path] of processes that players can reach */
  peers(): string[];
  /** See `WhereAnswer.within`; of this process. */
  returnWindow(): number;
}

/**
 * The answer that a room is in another process is reused for this long, ms, because finding out costs both
 * processes a request.
 */
const FRESH = 150;

export function whereRoutes(app: Application, { where, here, epochOf }: Whereabouts, of: WhereOptions): void {
  const ask = sharing(where, (room) => here(room) === undefined);
  app.get("/api/rooms/:id/where", async (request, response) => {
    // Public, and asked by pages that came from another process.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", "no-store");
    const { id } = request.params;
    const asked = performance.now();
    const asker = request.query.for === "process" ? "process" : "client";
    const find = asker === "process" ? where : ask;
    const found: RoomLocation = ROOM_ID.test(id) ? await find(id, asker) : { state: "over" };
    const took = Math.round(performance.now() - asked);
    switch (found.state) {
      case "here": {
        const { id: process, public: address } = found.at;
        const within = here(id) === process ? { within: of.returnWindow() } : {};
        response.json({ process, address, peers: of.peers(), ...within, took } satisfies WhereAnswer);
        break;
      }
      case "over":
        response.status(404).json({ error: "there is no such room", took });
        break;
      case "unplayable":
        response.status(503).json({ unplayable: true } satisfies LocateReply);
        break;
      case "unknown":
        response.status(503).json({ error: "not known now; ask again", took });
    }
  });
  app.get("/api/rooms/:id/here", (request, response) => {
    const id = here(request.params.id);
    response.setHeader(EPOCH_HEADER, epochOf(request.params.id));
    response
      .status(id === undefined ? 404 : 200)
      .type("text/plain")
      .send(id ?? "not here");
  });
}

/** @returns `where` with a short cache for rooms that are in another process */
function sharing(where: Whereabouts["where"], isElsewhere: (room: string) => boolean): Whereabouts["where"] {
  const known = new Map<string, RoomLocation>();
  return async (room) => {
    const fresh = known.get(room);
    if (fresh !== undefined && isElsewhere(room)) return fresh;
    const found = await where(room);
    if (found.state === "here" && isElsewhere(room) && !known.has(room)) {
      known.set(room, found);
      setTimeout(() => known.delete(room), FRESH).unref();
    }
    return found;
  };
}
