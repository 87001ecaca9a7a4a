/** Where guests get their identity. */
import type { Application, Request } from "express";
import { z } from "zod";
import { type Identities, tokenOf } from "./identity.ts";
import { playerName } from "./name.ts";

const wish = z.object({ name: z.unknown().optional() });

/** Who shows a token that still holds keeps the id that is in it. */
export function sessionRoutes(app: Application, identities: Identities): void {
  app.post("/api/session", async (request, response) => {
    const asked = wish.safeParse(request.body);
    if (!asked.success) {
      response.status(400).json({ error: 'a name is asked for, as in {"name":"Ada"}' });
      return;
    }
    const { token, player } = await identities.issue((await returning(request, identities))?.id);
    response.setHeader("Set-Cookie", identities.cookieFor(request, token));
    response.setHeader("Cache-Control", "no-store");
    response.json({ token, player: { ...player, name: playerName(asked.data.name, numberOf(player.id)) } });
  });
}

async function returning(request: Request, identities: Identities) {
  for (const token of [tokenOf(request.headers.authorization), identities.cookieOf(request)]) {
    const player = token === undefined ? undefined : await identities.read(token);
    if (player !== undefined) return player;
  }
  return undefined;
}

/** For a name when the wish cannot be granted: the same for the same player. */
const numberOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) % 10_000 || 0;
