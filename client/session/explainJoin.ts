/** Explains in one line of text why a join failed. */
import { MatchMakeError } from "@colyseus/sdk";
import { PARTY_REFUSED } from "../../shared/party.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { JoinFailed, type JoinReason } from "./joinFailed.ts";

/** Codes of the framework's matchmaking. */
const NO_SUCH_ROOM = 520;
const NO_ROOM_LEFT = 521;
const NO_SEAT_THERE = 522;
const SEAT_EXPIRED = 524;
/** HTTP status for an unknown identity. */
const SESSION_OVER = 401;

/** @returns whether the server no longer accepts the session token */
export const isOver = (error: unknown): boolean => describe(error).code === SESSION_OVER;

/** Close codes of a socket whose reserved seat no longer exists; 1001 and 1006 occur when a process ends. */
const GONE: readonly unknown[] = [SEAT_EXPIRED, CLOSE.comeBack, 1001, 1006];

/**
 * @param error whatever the SDK threw. @returns whether a reserved seat was lost with its room or its process
 */
export const isSeatGone = (error: unknown): boolean =>
  GONE.includes(describe(error).code) || isSocketFault(error);

/** A socket that could not be opened: the SDK reports neither a code nor a message. */
const isSocketFault = (error: unknown): boolean =>
  error instanceof MatchMakeError && error.code === undefined;

/** @param error whatever the SDK threw */
export function explain(error: unknown, url: string, room: string): JoinFailed {
  const { code, message, status } = describe(error);
  const failed = (line: string, final: boolean, reason?: JoinReason) =>
    new JoinFailed(line, final, error, reason);
  switch (code) {
    case "ECONNREFUSED":
      return failed(
        `no server at ${url}: the connection was refused; is it running, and on that port?`,
        true,
        "silent",
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return failed(`no server at ${url}: there is no host of that name`, true, "silent");
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return failed(`no server at ${url}: it does not answer`, true, "silent");
    case "ECONNRESET":
    case "UND_ERR_SOCKET":
      return failed(`the server at ${url} hung up`, false, "silent");
    case NO_SUCH_ROOM:
      return failed(`the server at ${url} has no room called "${room}"`, true, "noSuchRoom");
    case NO_ROOM_LEFT:
      return failed(`the room "${room}" is full`, false, "full");
    case NO_SEAT_THERE:
      return failed("that room is full, or has ended", false, "ended");
    case SEAT_EXPIRED:
      return failed("the seat was gone before it was taken; try again", false, "seatGone");
    case CLOSE.botRefused:
      // Another bot may leave: a limit of a room is not for good.
      return failed(message, false);
  }
  switch (status ?? code) {
    case 429:
      return failed(message, false, "tooFast");
    case 503:
      return failed(message, false, "busy");
    case PARTY_REFUSED.full:
      return failed(message, false, "partyFull");
    case PARTY_REFUSED.twice:
      return failed(message, false, "partyTwice");
    case PARTY_REFUSED.elsewhere:
      return failed(message, false, "partyElsewhere");
    case CLOSE.tooMany:
      return failed(message, true, "tooMany");
  }
  if (status === 404) return failed(`${url} answers, but is not a Skirmish server (404)`, true);
  if (error instanceof TypeError || (error as Error)?.name === "TimeoutError")
    return failed(`no server at ${url}: it does not answer`, false, "silent");
  return failed(`the server at ${url} let nobody in: ${message}`, false);
}

function describe(error: unknown): { code: unknown; message: string; status: unknown } {
  const { code, message, status, cause } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    status?: unknown;
    cause?: { code?: unknown };
  };
  const text = typeof message === "string" && message !== "" ? message : String(error);
  return { code: cause?.code ?? code, message: text.split("\n")[0]!, status };
}
