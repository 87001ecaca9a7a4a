/** The rejections that a server counts. */
import { until } from "./until.ts";

/** @param token token of the operator, if the server requires one */
export async function metricsOf(url: string, token?: string): Promise<string> {
  return (
    await fetch(
      `${url}/metrics`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    )
  ).text();
}

/** @returns the number of rejections so far, by reason */
export async function rejections(url: string, token?: string): Promise<Map<string, number>> {
  const lines = (await metricsOf(url, token)).matchAll(/^skirmish_rejected_total{reason="(\w+)"} (\d+)/gm);
  return new Map([...lines].map(([, reason, count]) => [reason!, Number(count)]));
}

/** Waits until a reason was counted `times` more often than in `before`. */
export const counted = (url: string, before: Map<string, number>, reason: string, times = 1): Promise<void> =>
  until(
    async () => ((await rejections(url)).get(reason) ?? 0) >= (before.get(reason) ?? 0) + times,
    `${reason} to be counted`,
  );
