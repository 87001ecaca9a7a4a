/**
 * Public HTTP routes: the matches that can be replayed, and the bytes of their logs. Pages of all origins may
 * read them.
 */
import type { Application, Request, RequestHandler, Response } from "express";
import { z } from "zod";
import type { UnshownReason } from "../../shared/log/unshownReasons.ts";
import { RATES } from "../net/limits.ts";
import { RequestLimit } from "../net/requestLimit.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { KeptMatch } from "./keptMatch.ts";
import { MATCH_ID } from "./logName.ts";
import type { ReplayQuery } from "./replayPage.ts";
import type { Replays } from "./replays.ts";
import { sendMatch } from "./sendMatch.ts";

/** Most logs that are sent at the same time. */
const AT_ONCE = 100;
const [PAGE, LARGEST_PAGE] = [50, 200];

const limit = `takes 1 to ${LARGEST_PAGE}`;
/** A parameter given twice becomes a list, which none of these accepts. */
const query = z.object({
  game: z.string("is given once").optional(),
  mode: z.string("is given once").optional(),
  player: z.string("is given once").optional(),
  session: z.string("is given once").optional(),
  before: z.string("is given once").optional(),
  limit: z
    .string(limit)
    .regex(/^\d{1,3}$/, limit)
    .transform(Number)
    .refine((count) => count >= 1 && count <= LARGEST_PAGE, limit)
    .default(PAGE),
});

export const LOGS_OFF = "this server keeps no match logs: its REPLAY_DIR is empty";

/** @param replays undefined: match logs are off */
export function replayRoutes(app: Application, replays: Replays | undefined, metrics: Metrics): void {
  const downloads = new RequestLimit(RATES.replay, metrics);
  let sending = 0;

  app.get(
    "/api/replays",
    publicly(async ({ query: given }, response) => {
      const asked = query.safeParse(given);
      if (!asked.success) {
        const { path, message } = asked.error.issues[0]!;
        response.status(400).json({ error: `"${path.join(".")}": ${message}` });
        return;
      }
      response.setHeader("Cache-Control", "no-cache");
      response.json((await replays?.list(asked.data satisfies ReplayQuery)) ?? { replays: [] });
    }),
  );
  app.get(
    "/api/replays/:id/info",
    publicly(async (request, response) => {
      const match = await found(replays, request, response);
      if (match === undefined) return;
      response.setHeader("Cache-Control", "no-cache");
      response.json(match.info);
    }),
  );
  app.get(
    "/api/replays/:id",
    publicly(async (request, response) => {
      if (downloads.admit(request, response) === undefined) return;
      if (sending >= AT_ONCE) {
        metrics.rejected.inc({ reason: "too_many_requests" });
        response.setHeader("Retry-After", 1);
        response.status(503).json({
          error: "the server sends too many match logs now; wait a moment",
          reason: "too_many_requests",
        });
        return;
      }
      sending++;
      try {
        const match = await found(replays, request, response);
        if (match !== undefined) await sendMatch(match, request, response);
      } finally {
        sending--;
      }
    }),
  );
}

/** Answers 404, with a reason, when there is no such match. */
async function found(
  replays: Replays | undefined,
  { params }: Request,
  response: Response,
): Promise<KeptMatch | undefined> {
  const id = String(params.id);
  const match = MATCH_ID.test(id) ? await replays?.find(id) : undefined;
  if (match !== undefined) return match;
  response.setHeader("Cache-Control", "no-cache");
  const error = MATCH_ID.test(id) ? `there is no log of a match ${id} here` : "that is not the id of a match";
  const isOff = replays === undefined;
  const reason: UnshownReason = isOff ? "logs_off" : "no_match";
  response.status(404).json({ error: isOff ? LOGS_OFF : error, reason });
  return undefined;
}

const publicly =
  (answer: RequestHandler): RequestHandler =>
  async (request, response, next) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "Content-Range, ETag, Accept-Ranges, Retry-After");
    await answer(request, response, next);
  };
