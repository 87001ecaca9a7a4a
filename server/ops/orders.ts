/** What operators may do, as HTTP: each order is checked, carried out wherever in the cluster it belongs, and written down with who gave it. */
import type { Application, RequestHandler } from "express";
import { z } from "zod";
import { NOTICE_LIMIT } from "../../shared/operators.ts";
import { fits, visibleText } from "../../shared/text.ts";
import { type Access, whoIs } from "../net/operators.ts";
import { events } from "./events.ts";
import { log } from "./log.ts";
import { metrics } from "./metrics.ts";
import type { Operations } from "./operations.ts";

const id = z.string().regex(/^[\w-]{1,64}$/, "is not an id");
const LENGTH = `takes 1 to ${NOTICE_LIMIT.graphemes} characters`;
const text = z
  .string()
  .max(2 * NOTICE_LIMIT.bytes, LENGTH)
  .transform(visibleText)
  .refine((one) => one.length > 0 && fits(one, NOTICE_LIMIT), LENGTH);

/** Carries an order out. @returns what was done, in words; undefined when that cannot be */
type Act<Wish> = (wish: z.infer<Wish>) => Promise<string | undefined>;
/** @returns why it cannot be */
type Otherwise<Wish> = (wish: z.infer<Wish>) => string;

function order<Wish extends z.ZodType>(
  action: string,
  wish: Wish,
  act: Act<Wish>,
  otherwise: Otherwise<Wish>,
): RequestHandler {
  return async (request, response) => {
    const asked = wish.safeParse(request.body);
    if (!asked.success) {
      const { path, message } = asked.error.issues[0]!;
      response.status(400).json({ error: `"${path.join(".") || "body"}": ${message}` });
      return;
    }
    let done: string | undefined;
    try {
      done = await act(asked.data);
    } catch {
      response.status(503).json({ error: "cut off from Redis" });
      return;
    }
    if (done === undefined) {
      response.status(404).json({ error: otherwise(asked.data) });
      return;
    }
    const by = whoIs(request);
    metrics.operators.inc({ action });
    events.add("action", done, by);
    log.info({ action, by }, done);
    response.json({ ok: true, done });
  };
}

const doing = (words: string) => (done: boolean) => (done ? words : undefined);

export function orderRoutes(app: Application, access: Access, operations: Operations): void {
  const post = <W extends z.ZodType>(action: string, wish: W, act: Act<W>, otherwise: Otherwise<W>) =>
    app.post(`/ops/${action}`, access.act, order(action, wish, act, otherwise));
  const ofProcess = z.object({ process: id });

  post(
    "drain",
    ofProcess,
    ({ process }) => operations.drain(process).then(doing(`drains process ${process}`)),
    ({ process }) => `there is no process ${process}`,
  );
  post(
    "undrain",
    ofProcess,
    ({ process }) => operations.undrain(process).then(doing(`takes back the drain of process ${process}`)),
    ({ process }) => `no process ${process} drains that could be kept`,
  );
  post(
    "kick",
    z.object({ session: id }),
    async ({ session }) => {
      const player = await operations.kick(session);
      return player && `kicks ${player.name} (${session}) out of room ${player.room}`;
    },
    ({ session }) => `there is no session ${session}`,
  );
  post(
    "notice",
    z.object({ text, room: id.optional() }),
    ({ text, room }) =>
      operations
        .notice(text, room)
        .then(doing(`tells ${room === undefined ? "all" : `room ${room}`}: ${text}`)),
    ({ room }) => `there is no room ${room}`,
  );
  post(
    "close",
    z.object({ room: id }),
    ({ room }) => operations.close(room).then(doing(`closes room ${room}`)),
    ({ room }) => `there is no room ${room}`,
  );
}
