/** HTTP by which players and processes ask where a room lives. */
import type { Application } from "express";
import { EPOCH_HEADER, type LocateReply } from "./ports.ts";
import type { RoomLocation } from "./takeover.ts";

/** What a player is told. */
export interface WhereAnswer {
  process: string;
  /** host:port[/path]; empty: where it asked. */
  address: string;
  /** Other processes that can be asked, as host:port[/path]. */
  peers: string[];
  /**
   * ms over which those who return to the room's process at the same time are to spread their attempts; absent where the process
   * that answers is another one, and does not know.
   */
  within?: number;
  /** ms that finding out took: the rest of what the player has waited is the way there and back. In every answer. */
  took: number;
}

const ROOM_ID = /^[\w-]{1,32}$/;

/** The part of `Takeover` that is needed; a process that stands alone has less to say. */
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

/** That a room is at another process is told to all who ask within this time, ms: finding out costs both processes a request. */
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

/** @returns `where`, which is asked once for all who ask within a moment for a room that is elsewhere */
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
