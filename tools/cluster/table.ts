/** The state of the processes of a cluster, as a table. */
import type { Status } from "../../server/ops/operations.ts";
import { formatAddress, urlOf } from "../../shared/address.ts";
import { worstFit } from "../../shared/operators.ts";
import { graphemesOf, printable } from "../../shared/text.ts";

/** Time limit for an answer, ms. */
const ANSWER = 500;
const HEAD = [
  "process",
  "address",
  "state",
  "rooms",
  "players",
  "headroom",
  "tick p99",
  "lag",
  "memory",
  "up",
];

/**
 * Asks the first process that answers.
 * @param host address that the processes listen on.
 * @returns "" when none answers
 */
export async function tableOf(ports: readonly number[], token: string, host: string): Promise<string> {
  for (const port of ports) {
    const url = urlOf("http", formatAddress(host, port));
    const status = await askStatus(url, token).catch(() => undefined);
    if (status !== undefined) return statusTable(status);
  }
  return "";
}

/** @throws when the server does not answer, or refuses */
export async function askStatus(url: string, token: string | undefined): Promise<Status> {
  const response = await fetch(`${url}/ops/status`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(ANSWER),
  });
  if (!response.ok)
    throw new Error(((await response.json()) as { error?: string }).error ?? `${response.status}`);
  return (await response.json()) as Status;
}

export function statusTable({ processes, redis }: Status): string {
  const now = Date.now();
  const rows = [...processes]
    .sort((a, b) => a.public.localeCompare(b.public))
    .map((one) => [
      one.id,
      one.public || one.address,
      one.fault === undefined || one.state !== "ready" ? one.state : "not ready",
      String(one.rooms),
      `${one.players}/${one.capacity}`,
      `${Math.round(100 * one.headroom)} %`,
      `${one.tickP99.toFixed(1)} ms`,
      `${one.loopLag.toFixed(0)} ms`,
      `${Math.round(one.memory / 1e6)} MB`,
      span((now - one.started) / 1000),
    ]);
  const lines = [textTable([HEAD, ...rows])];
  if (!redis) lines.push("Redis is unreachable: play continues, but no new player can join");
  for (const { id, fault } of processes) if (fault !== undefined) lines.push(`${id} is not ready: ${fault}`);
  const fits = processes.map((one) => worstFit(one, processes));
  if (fits.includes("apart"))
    lines.push("AUTH_SECRET is not the same for all: some processes do not verify the sessions of others");
  else if (fits.includes("differ"))
    lines.push("AUTH_SECRET lists differ between processes; each process verifies what the others sign");
  return lines.join("\n");
}

/** Matches characters that take two columns of a terminal. */
const WIDE = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Hang}\p{EPres}]|\uFE0F/u;
const widthOf = (text: string): number =>
  [...graphemesOf(text)].reduce((sum, grapheme) => sum + (WIDE.test(grapheme) ? 2 : 1), 0);

/**
 * @returns rows as lines with aligned columns. Cells are made safe for a terminal, because they may contain
 * players' names.
 */
export function textTable(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map(printable));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat(widths[column]! - widthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const span = (seconds: number): string =>
  seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
