/** HTTP routes: public leaderboards, and a player's own records. */
import type { Application, Request, Response } from "express";
import { z } from "zod";
import { type OwnRecords, PERIODS, type Period } from "../../shared/records.ts";
import { type Identities, type Identity, tokenOf } from "../net/identity.ts";
import { RATES } from "../net/limits.ts";
import { RequestLimit } from "../net/requestLimit.ts";
import { Repeated } from "../ops/repeated.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { FRESH, type Leaderboards } from "./leaderboards.ts";

const RECORDS_OFF = "this server keeps no records";
const NOTHING: OwnRecords = { modes: {} };
const NO_SESSION =
  "the session is missing or over: ask POST /api/session for one, and send it as a bearer token";

export interface RecordRoutes {
  /** Undefined: records are off. */
  leaderboards: Leaderboards | undefined;
  identities: Identities;
  telemetry: Pick<Telemetry, "log" | "metrics">;
}

export function recordRoutes(app: Application, { leaderboards, identities, telemetry }: RecordRoutes): void {
  const limit = new RequestLimit(RATES.records, telemetry.metrics);
  const repeated = new Repeated();

  const failed = (response: Response, err: unknown): void => {
    // Strangers decide how often this happens.
    repeated.add("store", (times) =>
      telemetry.log.warn({ err, times }, "the store of records does not answer"),
    );
    response.setHeader("Retry-After", 5);
    response.status(503).json({ error: "the records cannot be read now; ask again" });
  };
  const playerOf = (request: Request): Identity | undefined => {
    const { authorization } = request.headers;
    const token = authorization === undefined ? identities.cookieOf(request) : tokenOf(authorization);
    return token === undefined ? undefined : identities.read(token);
  };

  app.get("/api/leaderboard", async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", "no-cache");
    if (limit.admit(request, response) === undefined) return;
    if (leaderboards === undefined) return void response.status(404).json({ error: RECORDS_OFF });
    const wish = readQuery(request.query, leaderboards);
    if ("error" in wish) return void response.status(400).json(wish);
    try {
      const found = await leaderboards.get(wish.mode, wish.period, wish.by);
      response.setHeader("Cache-Control", `public, max-age=${FRESH / 1000}`);
      response.json(found);
    } catch (error) {
      failed(response, error);
    }
  });
  app.get("/api/me/records", async (request, response) => {
    if (limit.admit(request, response) === undefined) return;
    response.setHeader("Cache-Control", "no-store");
    // No error: the front page always asks, and a browser writes errors to its console.
    if (leaderboards === undefined) return void response.json(NOTHING);
    const player = playerOf(request);
    // A visitor without a session has no records; a client with an expired session gets an error.
    if (player === undefined) {
      if (request.headers.authorization === undefined) response.json(NOTHING);
      else response.status(401).json({ error: NO_SESSION });
      return;
    }
    try {
      response.json((await leaderboards.of(player.id)) ?? NOTHING);
    } catch (error) {
      failed(response, error);
    }
  });
  app.delete("/api/me/records", async (request, response) => {
    if (limit.admit(request, response) === undefined) return;
    response.setHeader("Cache-Control", "no-store");
    const player = playerOf(request);
    if (player === undefined) return void response.status(401).json({ error: NO_SESSION });
    try {
      await leaderboards?.erase(player.id);
      response.status(204).end();
    } catch (error) {
      failed(response, error);
    }
  });
}

type Wish = { mode: string; period: Period; by: string };

function readQuery(given: unknown, leaderboards: Leaderboards): Wish | { error: string } {
  const { modes } = leaderboards;
  const one = (of: readonly string[]) => `takes one of ${of.join(", ")}`;
  const read = z
    .object({
      mode: z.enum(modes as [string, ...string[]], one(modes)),
      period: z.enum(PERIODS, one(PERIODS)).default("all"),
      by: z.string("is given once").optional(),
    })
    .safeParse(given);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    return { error: `"${path.join(".")}": ${message}` };
  }
  const { mode, period, by } = read.data;
  const orders = leaderboards.orders(mode, period);
  if (by !== undefined && !orders.includes(by)) return { error: `"by": ${one(orders)}` };
  return { mode, period, by: by ?? orders[0]! };
}
