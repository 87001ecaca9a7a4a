/** The route that issues identities to guests. */
import type { Application, Request } from "express";
import { z } from "zod";
import { type Identities, type Identity, tokenOf } from "./identity.ts";
import { pilotNumber, playerName } from "./name.ts";
import type { TextFilter } from "./textFilter.ts";

const wish = z.object({ name: z.unknown().optional() });

/** A request with a valid token keeps its player's id. The answer says why a name would be refused. */
export function sessionRoutes(app: Application, identities: Identities, words: TextFilter): void {
  app.post("/api/session", (request, response) => {
    const asked = wish.safeParse(request.body);
    if (!asked.success) {
      response.status(400).json({ error: 'a name is asked for, as in {"name":"Ada"}' });
      return;
    }
    const { token, player } = identities.issue(returning(request, identities)?.id);
    response.setHeader("Set-Cookie", identities.cookieFor(request, token));
    response.setHeader("Cache-Control", "no-store");
    const { name, refused } = playerName(asked.data.name, pilotNumber(player.id), words);
    response.json({ token, player: { ...player, name }, ...(refused && { refused }) });
  });
}

/** @returns the player whose session a request shows, by header or by cookie */
export function returning(request: Request, identities: Identities): Identity | undefined {
  for (const token of [tokenOf(request.headers.authorization), identities.cookieOf(request)]) {
    const player = token === undefined ? undefined : identities.read(token);
    if (player !== undefined) return player;
  }
  return undefined;
}
