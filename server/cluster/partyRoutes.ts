/** HTTP by which members of a party see where it plays, and who else is there. */
import type { Application, Request, Response } from "express";
import { z } from "zod";
import { readPartyCode } from "../../shared/party.ts";
import { pilotNumber, playerName } from "../net/name.ts";
import { refusalBody } from "../net/refusalAnswers.ts";
import { REQUEST_REFUSALS } from "../net/refusals.ts";
import type { TextFilter } from "../net/textFilter.ts";
import type { PartyFeed } from "./partyFeed.ts";

export interface PartyRoutesOptions {
  feed: Pick<PartyFeed, "status" | "open">;
  /** @returns id of the player that asks; undefined without a session */
  playerOf(request: Request): string | undefined;
  words: TextFilter;
}

const visit = z.object({ name: z.unknown().optional() });
const EVENTS = "text/event-stream";

/**
 * Both answer with a `PartyStatus`, or with a stream of them if the client accepts one (partyFeed.ts). A POST
 * says that a player has the front page open, and its name, until a moment after the latest one or after the
 * end of its stream.
 */
export function partyRoutes(app: Application, { feed, playerOf, words }: PartyRoutesOptions): void {
  const answer = async (request: Request, response: Response, name?: unknown): Promise<void> => {
    response.setHeader("Cache-Control", "no-store");
    const code = readPartyCode(String(request.params.code));
    if (code === undefined) {
      response.status(REQUEST_REFUSALS.party).type("json").send(refusalBody("party"));
      return;
    }
    const id = playerOf(request);
    const isVisit = request.method === "POST" && id !== undefined;
    const visitor = isVisit ? { id, name: playerName(name, pilotNumber(id), words).name } : undefined;
    if (request.headers.accept?.includes(EVENTS)) return feed.open(request, response, code, visitor);
    try {
      response.json(await feed.status(code, visitor));
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
    }
  };
  app.get("/api/party/:code", (request, response) => answer(request, response));
  app.post("/api/party/:code", (request, response) =>
    answer(request, response, visit.safeParse(request.body).data?.name),
  );
}
