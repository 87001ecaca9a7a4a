/** A server on a busy machine may be overloaded for a while: it refuses new players, and says that they may ask again. */
import { setTimeout as wait } from "node:timers/promises";
import { CLOSE } from "../../shared/protocol.ts";

/** What it says; a full server names a longer time. */
const OVERLOADED = /(full: try again in 5 s|too many requests: try again in 1 s|no seat was found in time)/;
/** The close code of a seat that was given, and not answered in time (SE10). */
const isComeAgain = (error: unknown): boolean => (error as { code?: unknown }).code === CLOSE.comeBack;
/** ms */
const LIMIT = 120_000;

/** Repeats a request for a seat until the server is not overloaded. @throws what `ask` throws for another reason */
export async function untilAdmitted<T>(ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + LIMIT;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(OVERLOADED.test(String(error)) || isComeAgain(error)) || performance.now() > end) throw error;
      await wait(1000);
    }
}
