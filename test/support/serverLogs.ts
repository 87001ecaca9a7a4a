/**
 * The logs of the servers that this process has started. Tools start servers, too, so nothing here needs the
 * test runner.
 */

/** As many as show what a server did in its last seconds. */
export const LINES = 80;

const logs = new Map<string, () => string>();

/** @param log returns the output of the server so far; the log of a server that has ended is kept, too */
export function keepLog(server: string, log: () => string): void {
  logs.set(server, log);
}

/** @returns the last lines of each server */
export const lastLines = (): { server: string; lines: string }[] =>
  [...logs].map(([server, log]) => ({ server, lines: log().trimEnd().split("\n").slice(-LINES).join("\n") }));
