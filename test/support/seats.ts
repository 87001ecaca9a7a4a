/**
 * Requests seats as a client does, without taking them. Returns the answers of matchmaking and their latency.
 */
import type { JoinOptions } from "../../shared/protocol.ts";
import { until } from "./until.ts";

export interface SeatAnswer {
  status: number;
  /** From the request to the answer. */
  ms: number;
  room: string | undefined;
  process: string | undefined;
  /** Session id of the seat. */
  session: string | undefined;
  /** Why there is none. */
  error: string | undefined;
}

/** @param url address of any process @param options of the join */
export async function requestSeat(
  url: string,
  room = "arena",
  method = "joinOrCreate",
  options: JoinOptions = {},
): Promise<SeatAnswer> {
  const start = performance.now();
  const response = await fetch(`${url}/matchmake/${method}/${room}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(options),
  });
  const body = (await response.json()) as {
    roomId?: string;
    processId?: string;
    sessionId?: string;
    error?: string;
  };
  return {
    status: response.status,
    ms: performance.now() - start,
    room: body.roomId,
    process: body.processId,
    session: body.sessionId,
    error: body.error,
  };
}

/** The same, again while the answer is "try again" (503): a slow machine finds no seat in time (CL13). */
export async function patientSeat(...request: Parameters<typeof requestSeat>): Promise<SeatAnswer> {
  let answer: SeatAnswer | undefined;
  await until(async () => {
    answer = await requestSeat(...request);
    return answer.status !== 503;
  }, "a seat, or a refusal");
  return answer!;
}

/** @param share from 0 to 1, as 0.99 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
