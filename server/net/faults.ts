/**
 * Decides what happens after uncaught errors, whatever handlers other packages have installed.
 *
 *   of a connection (a reset, a protocol error, Redis away)   the process continues
 *   a rejected promise that nothing awaits                    the process continues and logs it: only the work that depended
 *                                                             on it is lost; a client that can cause one must not be able to
 *                                                             end a match with it
 *   any other exception                                       the process ends, because its state is not reliable any more
 */
import { ServerError } from "@colyseus/core";

/** Origin of an error: a connection, or a bug of the server. */
export type FaultKind = "client" | "bug";

/**
 * Codes of Node, ws and undici for errors of the remote end or the link, or after a crowd took all file
 * descriptors.
 */
const OUTSIDE =
  /^(?:E(?:MFILE|NFILE|CONNRESET|CONNREFUSED|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|WS_ERR_\w+|HPE_\w+|ERR_STREAM_(?:DESTROYED|PREMATURE_CLOSE|WRITE_AFTER_END|UNABLE_TO_PIPE)|ERR_HTTP_\w+|ERR_INVALID_URL)$/;
/**
 * Errors of ioredis and of the framework's messages between processes while Redis, or another process, is
 * away.
 */
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
  /** Called once, after `onFault`, when the process must end. */
  end(): void;
}

/** Installs this policy in place of all other handlers. */
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
