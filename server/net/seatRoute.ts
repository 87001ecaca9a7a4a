/**
 * Answers `POST /matchmake/…` as the framework would. Of every request to its own route 6.6 KB stay in memory until the next
 * full collection, of one to this 1 KB: a thousand players who come at once, or a flood, would make the collector stop the rooms.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createAuthContext } from "@colyseus/core";
import { Cancellation } from "./cancellation.ts";
import type { Cors } from "./cors.ts";
import type { Verified, VerifiedContext } from "./identity.ts";

/** An error of the framework's: its codes from 520 on are HTTP statuses. */
interface Failure {
  code?: unknown;
  message: string;
  /** Seconds after which it may be asked again. */
  retryAfter?: number;
}

export interface SeatRequest {
  /** ms since the request arrived. */
  waited: number;
  /** Cancelled when the client is gone. */
  hungUp: Cancellation;
}

/** Matchmaking. @returns a seat reservation @throws Failure */
export type GiveSeat = (
  method: string,
  nameOrId: string,
  options: { [name: string]: unknown },
  context: VerifiedContext,
  asker: SeatRequest,
) => Promise<unknown>;

export interface SeatGiver {
  giveSeat: GiveSeat;
  /** Whether the server has begun to shut down. */
  isStopping(): boolean;
}

/** An admitted request, with its parsed body. */
type Admitted = IncomingMessage & { body?: { [name: string]: unknown } };

/**
 * Never throws: what goes wrong is the answer.
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
  const asker: SeatRequest = { waited: performance.now() - arrived, hungUp };
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
  asker: SeatRequest,
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
    return { status: isStatus ? code : 500, body: { code, error: message }, retryAfter };
  }
}
