/**
 * Answers `POST /matchmake/…` as the framework would. Of every request to its own route 6.6 KB stay in memory until the next
 * full collection, of one to this 1 KB: a thousand players who come at once, or a flood, would make the collector stop the rooms.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createAuthContext, matchMaker } from "@colyseus/core";
import { corsFor } from "./cors.ts";
import { isMatchmaking } from "./matchmaking.ts";

/** An error of the framework's: its codes from 520 on are HTTP statuses. */
interface Failure {
  code?: unknown;
  message: string;
}

/** As admitted: what it asks for stands in `body`. */
type Admitted = IncomingMessage & { body?: object };

export const asksForSeat = ({ method, url = "" }: IncomingMessage): boolean =>
  method === "POST" && isMatchmaking(url);

/** Never throws: what goes wrong is the answer. */
export async function answerSeatWish(request: Admitted, response: ServerResponse): Promise<void> {
  const { status, body } = await seatFor(request);
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...corsFor(request.headers),
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

async function seatFor({ url, headers, socket, body }: Admitted): Promise<{ status: number; body: unknown }> {
  if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN)
    return { status: 503, body: { code: 503, error: "the server is stopping" } };
  const [, , method, room] = url!.split(/[/?]/) as [string, string, string, string];
  const context = createAuthContext({
    headers: headers as { [name: string]: string },
    remoteAddress: socket.remoteAddress ?? "",
  });
  try {
    return { status: 200, body: await matchMaker.controller.invokeMethod(method, room, body, context) };
  } catch (error) {
    const { code, message } = error as Failure;
    const isStatus = typeof code === "number" && code >= 400 && code < 600;
    return { status: isStatus ? code : 500, body: { code, error: message } };
  }
}
