/**
 * What happens to faults nobody caught. A fault that comes from the other end of a connection is logged and counted, and
 * the process lives: the matches in it are worth more. Anything else is a mistake in the program, after which nothing it
 * does can be relied upon: it is logged whole, and the process ends.
 */
import { ServerError } from "@colyseus/core";

/** Whose it is: a connection's, or ours. */
export type FaultKind = "client" | "bug";

/** Codes of Node, ws and undici for what the other end, or the line, did. */
const OUTSIDE =
  /^(?:E(?:CONNRESET|CONNREFUSED|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|WS_ERR_\w+|HPE_\w+|ERR_STREAM_(?:DESTROYED|PREMATURE_CLOSE|WRITE_AFTER_END|UNABLE_TO_PIPE)|ERR_HTTP_\w+|ERR_INVALID_URL)$/;
/** What ioredis and the framework's messages between processes throw while Redis, or another process, is away. */
const AWAY =
  /^(?:MaxRetriesPerRequestError|AbortError|ReplyError)$|^(?:Connection is closed|Command timed out|Stream isn't writeable|Reached the max retries|Socket closed|LOADING|ipc_timeout|unheard)/;

export function kindOf(fault: unknown): FaultKind {
  if (fault instanceof ServerError) return "client";
  const { code, name, message } = (fault ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (typeof code === "string" && OUTSIDE.test(code)) return "client";
  return AWAY.test(String(name)) || AWAY.test(String(message)) ? "client" : "bug";
}

export interface FaultPolicy {
  onFault(kind: FaultKind, fault: unknown): void;
  /** Called once, after `onFault`, when the process must not go on. */
  end(): void;
}

/** From now on this decides, whatever packages are installed that would have an opinion. */
export function ownFaults({ onFault, end }: FaultPolicy): void {
  let ending = false;
  const judge = (fault: unknown): void => {
    const kind = kindOf(fault);
    onFault(kind, fault);
    if (kind === "client" || ending) return;
    ending = true;
    end();
  };
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event);
    process.on(event, judge);
  }
}
