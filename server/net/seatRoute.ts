/**
 * Answers `POST /matchmake/…` like the framework. Each request to the framework's own route leaves 6.6 KB in
 * memory until the next full collection, each to this one 1 KB: a thousand players at once, or a flood, would
 * make the collector stop the rooms.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createAuthContext } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import { Cancellation } from "./cancellation.ts";
import type { Cors } from "./cors.ts";
import type { Verified, VerifiedContext } from "./identity.ts";

/** An error of the framework. A code from 400 to 599 becomes the HTTP status of the answer. */
interface Failure {
  code?: unknown;
  message: string;
  /** Seconds after which the client may ask again. */
  retryAfter?: number;
}

/** The request that asks for a seat. */
export interface RequestOrigin {
  /** Time since the request arrived, ms. */
  waited?: number;
  /** Cancelled when the client has hung up. */
  hungUp?: Cancellation;
}

/** Matchmaking. @returns a seat reservation @throws Failure */
export type GiveSeat = (
  method: string,
  nameOrId: string,
  options: { [name: string]: unknown },
  context: VerifiedContext,
  asker: RequestOrigin,
) => Promise<unknown>;

export interface SeatGiver {
  giveSeat: GiveSeat;
  /** Whether the server has begun to shut down. */
  isStopping(): boolean;
}

/** An admitted request, with its parsed body. */
type Admitted = IncomingMessage & { body?: { [name: string]: unknown } };

/**
 * Never throws: an error becomes the answer.
 * @param arrived when, by performance.now() @param verified the identity behind the request
 */
export async function answerSeatRequest(
  request: Admitted,
  response: ServerResponse,
  { arrived, verified }: { arrived: number; verified: Verified },
  { giveSeat, isStopping }: SeatGiver,
  cors: Cors,
): Promise<void> {
  const hungUp = new Cancellation();
  const onClose = (): void => hungUp.cancel(new Error("the client has hung up"));
  response.once("close", onClose);
  const asker: RequestOrigin = { waited: performance.now() - arrived, hungUp };
  const { status, body, retryAfter } = isStopping()
    ? STOPPING
    : await seatFor(request, verified, giveSeat, asker);
  response.off("close", onClose);
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...cors(request.headers),
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
  });
  response.end(text);
}

interface Answer {
  status: number;
  body: unknown;
  retryAfter?: number | undefined;
}

const STOPPING: Answer = {
  status: 503,
  body: { code: 503, error: "the server is stopping; try again" },
  retryAfter: 1,
};

async function seatFor(
  { url, headers, socket, body }: Admitted,
  verified: Verified,
  giveSeat: GiveSeat,
  asker: RequestOrigin,
): Promise<Answer> {
  const [, , method, room] = url!.split(/[/?]/) as [string, string, string, string];
  const stock = createAuthContext({
    headers: headers as { [name: string]: string },
    remoteAddress: socket.remoteAddress ?? "",
  });
  const context: VerifiedContext = Object.assign(stock, { verified });
  try {
    return { status: 200, body: await giveSeat(method, room, body ?? {}, context, asker) };
  } catch (error) {
    const { code, message, retryAfter } = error as Failure;
    const isStatus = typeof code === "number" && code >= 400 && code < 600;
    const status = isStatus ? code : code === CLOSE.botRefused ? 403 : 500;
    return { status, body: { code, error: message }, retryAfter };
  }
}
