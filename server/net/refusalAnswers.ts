/** Answers to clients whose request or upgrade the HTTP front refuses. */
import { type ServerResponse, STATUS_CODES } from "node:http";
import { REQUEST_REFUSALS, type RequestRefusal } from "./refusals.ts";

/** The connection ends with the answer: the rest of a body is not waited for. */
export function answerRefused(response: ServerResponse, reason: RequestRefusal, seconds?: number): void {
  const body = refusalBody(reason, seconds);
  response.writeHead(REQUEST_REFUSALS[reason], {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
    ...(seconds === undefined ? {} : { "Retry-After": String(seconds) }),
  });
  response.end(body, () => response.socket?.destroySoon());
}

/**
 * Answers a request whose answer failed because of a fault of the server. An answer that has begun is cut
 * off.
 */
export function answerFault(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ code: 500, error: "a fault of the server; try again" });
  response.writeHead(500, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
  });
  response.end(body);
}

/** As `answerRefused`, for an upgrade, whose answer is written to the socket directly. */
export function refusalText(reason: RequestRefusal, seconds?: number): string {
  const body = refusalBody(reason, seconds);
  const status = REQUEST_REFUSALS[reason];
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...(seconds === undefined ? [] : [`Retry-After: ${seconds}`]),
  ];
  return [...lines, "", body].join("\r\n");
}

/** The SDK passes `code` and `error` to the player's program. */
export const refusalBody = (reason: RequestRefusal, seconds?: number): string =>
  JSON.stringify({ code: REQUEST_REFUSALS[reason], reason, error: WORDS[reason](seconds ?? 1) });

const WORDS: { [R in RequestRefusal]: (seconds: number) => string } = {
  target: () => "no such address",
  host: () => "the Host header is not one",
  matchmaking: () => "not a request for a seat",
  party: () =>
    "not the code of a party: those have 10 capital letters and digits, without 0, 1, I, L, O and U",
  pipelined: () => "one request at a time",
  body_malformed: () => "the body is not plain JSON",
  token: () => "the session is over: ask for a new one",
  origin: () => "this page may not use the server",
  body_too_large: () => "the body is too large",
  too_many_requests: (seconds) => `too many requests: try again in ${seconds} s`,
  rooms_created: (seconds) => `too many rooms: try again in ${seconds} s`,
  connections: () => "the server has too many connections",
  too_many_watchers: (seconds) => `too many watch here: try again in ${seconds} s`,
  full: (seconds) => `the server is full: try again in ${seconds} s`,
};
