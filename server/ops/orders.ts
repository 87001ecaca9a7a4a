/**
 * HTTP routes for orders of operators. Each order is validated, logged with the operator, carried out in the
 * right process of the cluster, and logged again with its outcome:
 *
 *   200 done · 404 not done: the target does not exist · 409 not done · 504 unknown: it may still be carried out · 503 not done: no Redis
 */
import { randomUUID } from "node:crypto";
import type { Application, RequestHandler } from "express";
import { z } from "zod";

import { MUTE, NOTICE_LIMIT, type OrderAnswer, OUTCOME, type Outcome } from "../../shared/operators.ts";
import { fits, visibleText } from "../../shared/text.ts";

import { type Access, operatorOf } from "../net/operators.ts";
import type { OperatorServices, Order, OrderResult, PlannedOrder } from "./operations.ts";
import { retryQuery } from "./retryQuery.ts";
import type { Telemetry } from "./telemetry.ts";

const id = z.string().regex(/^[\w-]{1,64}$/, "is not an id");
const LENGTH = `takes 1 to ${NOTICE_LIMIT.graphemes} characters`;
const text = z
  .string()
  .max(2 * NOTICE_LIMIT.bytes, LENGTH)
  .transform(visibleText)
  .refine((one) => one.length > 0 && fits(one, NOTICE_LIMIT), LENGTH);
/** A number from a program, text from a form or a terminal. */
const minutes = z
  .unknown()
  .transform((given) => (/^\d{1,4}$/.test(String(given)) ? Number(given) : Number.NaN))
  .refine((one) => one <= MUTE.most, `takes 0 to ${MUTE.most}`);

const STATUS = { done: 200, "not done": 409, unknown: 504 } as const satisfies { [O in Outcome]: number };

const answerOf = (words: string, result: OrderResult): OrderAnswer =>
  result.outcome === OUTCOME.done
    ? { outcome: result.outcome, done: words }
    : { outcome: result.outcome, error: `${words}: ${result.reason}` };

/** Where orders are logged. */
type OrderTelemetry = Pick<Telemetry, "events" | "log" | "metrics">;

function orderRoute<Wish extends z.ZodType>(
  telemetry: OrderTelemetry,
  action: string,
  wish: Wish,
  plan: (wish: z.infer<Wish>) => Promise<PlannedOrder>,
): RequestHandler {
  return async (request, response) => {
    const asked = wish.safeParse(request.body);
    if (!asked.success) {
      const { path, message } = asked.error.issues[0]!;
      response.status(400).json({ error: `"${path.join(".") || "body"}": ${message}` });
      return;
    }
    let planned: PlannedOrder;
    try {
      planned = await retryQuery(() => plan(asked.data));
    } catch {
      response.status(503).json({ outcome: OUTCOME.notDone, error: "cut off from Redis" });
      return;
    }
    if ("missing" in planned) {
      response.status(404).json({ outcome: OUTCOME.notDone, error: planned.missing });
      return;
    }
    const result = await carryOut(telemetry, action, planned, operatorOf(request));
    response.status(STATUS[result.outcome]).json(answerOf(planned.description, result));
  };
}

/** Logs an order, carries it out, and logs its outcome: now, and again if it is known only later. */
async function carryOut(
  { events, log, metrics }: OrderTelemetry,
  action: string,
  { description, give }: Order,
  by: string,
): Promise<OrderResult> {
  const order = randomUUID().slice(0, 8);
  const note = (result?: OrderResult): void => {
    const { outcome } = result ?? {};
    const reason = result !== undefined && "reason" in result ? result.reason : undefined;
    const part = { order, ...(outcome && { outcome }), ...(reason && { reason }), by };
    events.add("action", description, part);
    log.info({ action, ...part }, description);
    if (outcome === OUTCOME.done) metrics.operators.inc({ action });
  };
  note();
  const result = await give().catch(
    (error: Error): OrderResult => ({ outcome: OUTCOME.notDone, reason: `it failed: ${error.message}` }),
  );
  note(result);
  if (result.outcome === OUTCOME.unknown) void result.late.then((late) => late && note(late));
  return result;
}

export function orderRoutes(
  app: Application,
  access: Access,
  { operations, replays, playerReports }: OperatorServices,
  telemetry: OrderTelemetry,
): void {
  const post = <W extends z.ZodType>(
    action: string,
    wish: W,
    plan: (wish: z.infer<W>) => Promise<PlannedOrder>,
  ) => app.post(`/ops/${action}`, access.act, orderRoute(telemetry, action, wish, plan));
  const ofProcess = z.object({ process: id });
  const ofReplay = z.object({ replay: id });

  post("drain", ofProcess, ({ process }) => operations.drain(process));
  post("undrain", ofProcess, ({ process }) => operations.undrain(process));
  post("kick", z.object({ session: id }), ({ session }) => operations.kick(session));
  post("mute", z.object({ session: id, minutes: minutes.default(MUTE.usual) }), (wish) =>
    operations.mute(wish.session, wish.minutes),
  );
  post("notice", z.object({ text, room: id.optional() }), (wish) => operations.notice(wish.text, wish.room));
  post("close", z.object({ room: id }), ({ room }) => operations.close(room));
  post("pin", ofReplay, ({ replay }) => replays.pin(replay, true));
  post("unpin", ofReplay, ({ replay }) => replays.pin(replay, false));
  post("resolve", z.object({ report: id, also: z.enum(["room", "network"]).optional() }), (wish) =>
    playerReports.resolve(wish.report, wish.also),
  );
  post("delete", ofReplay, ({ replay }) => replays.delete(replay));
}
