/** What the servers of this process have said. Tools start servers, too, so nothing here needs the test runner. */

/** As many as show what a server did in its last seconds. */
const LINES = 80;

const logs = new Map<string, () => string>();

/** @param log returns what the server has said so far; one of a server that has ended is kept, too */
export function keepLog(server: string, log: () => string): void {
  logs.set(server, log);
}

/** @returns the last lines of each server */
export const lastLines = (): { server: string; lines: string }[] =>
  [...logs].map(([server, log]) => ({ server, lines: log().trimEnd().split("\n").slice(-LINES).join("\n") }));
