/**
 * A server on a busy machine may be overloaded for a while, or unsure whether it still owns a match: it
 * refuses new players, and says when they may ask again.
 */
import { setTimeout as wait } from "node:timers/promises";
import { CLOSE } from "../../shared/protocol.ts";

/**
 * The message of such a refusal; a full server names a longer time. The group is a number of seconds; "a
 * moment" is one second.
 */
const OVERLOADED = /full: try again in (5) s|try again in a moment/;
/** The answer to one client network above its limit. */
const TOO_MANY = /too many requests: try again in (\d+) s/;
/** The close code of a seat that was given, and not answered in time (SE10). */
const isComeAgain = (error: unknown): boolean => (error as { code?: unknown }).code === CLOSE.comeBack;
/** ms. While tests beside it keep all cores busy, a process is overloaded for minutes, and says so. */
const LIMIT = 280_000;

/** @returns whether such a refusal is in a text */
export const isOverloaded = (text: string): boolean => OVERLOADED.test(text);

/**
 * Asks many times at once, again and again, until a rate limit refuses some: it refills meanwhile, and a slow
 * machine answers few a second.
 * @returns the refusals (429)
 */
export async function untilRefused<A extends { status: number }>(
  count: number,
  ask: (i: number) => Promise<A>,
): Promise<A[]> {
  let late: A[] = [];
  for (let times = 0; times < 30 && late.length === 0; times++) {
    const answers = await Promise.all(Array.from({ length: count }, (_, i) => ask(i)));
    late = answers.filter(({ status }) => status === 429);
  }
  return late;
}

/**
 * Repeats a request for a seat until the server is not overloaded.
 * @param keepsToLimits also repeats a request above a limit: each refused attempt counts towards that limit
 * @throws what `ask` throws for another reason
 */
export async function untilAdmitted<T>(ask: () => Promise<T>, keepsToLimits = false): Promise<T> {
  const end = performance.now() + LIMIT;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      const refusal = OVERLOADED.exec(String(error)) ?? (keepsToLimits && TOO_MANY.exec(String(error)));
      if (!(refusal || isComeAgain(error)) || performance.now() > end) throw error;
      const [, seconds = 1] = refusal || [];
      await wait(1000 * Number(seconds));
    }
}
