/**
 * What happens to uncaught faults, whatever handlers other packages have installed.
 *
 *   of a connection (a reset, a protocol error, Redis away)   survived
 *   a promise of ours that nobody waited for                  survived, and loud: what waited for it is lost, nothing else is,
 *                                                             and a stranger who finds one must not end a match with it
 *   any other exception                                       ends the process: nothing it does can be relied upon any more
 */
import { ServerError } from "@colyseus/core";

/** Whose it is: a connection's, or ours. */
export type FaultKind = "client" | "bug";

/** Codes of Node, ws and undici for what the other end, the line, or a crowd that took all file descriptors did. */
const OUTSIDE =
  /^(?:E(?:MFILE|NFILE|CONNRESET|CONNREFUSED|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|WS_ERR_\w+|HPE_\w+|ERR_STREAM_(?:DESTROYED|PREMATURE_CLOSE|WRITE_AFTER_END|UNABLE_TO_PIPE)|ERR_HTTP_\w+|ERR_INVALID_URL)$/;
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

/** From now on this decides. */
export function ownFaults({ onFault, end }: FaultPolicy): void {
  let ending = false;
  for (const event of ["uncaughtException", "unhandledRejection"] as const) process.removeAllListeners(event);
  process.on("unhandledRejection", (fault) => onFault(kindOf(fault), fault));
  process.on("uncaughtException", (fault) => {
    const kind = kindOf(fault);
    onFault(kind, fault);
    if (kind === "client" || ending) return;
    ending = true;
    end();
  });
}
