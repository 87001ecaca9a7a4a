/** HTTP requests of simulated clients. */
import type { SimProcess } from "./process.ts";

export interface HttpAnswer<T> {
  value?: T;
  /** Why there is no value; "gone": the process is not there, or has ended meanwhile. */
  error?: string;
  /** Status of a refusal. */
  code?: number;
}

/**
 * The answer arrives while client and process both live.
 * @param done called once, or never while the process is stopped
 */
export function request<T>(
  process: SimProcess,
  ask: () => Promise<T>,
  done: (answer: HttpAnswer<T>) => void,
): void {
  const { world } = process.shared;
  const fail = (): void => done({ error: "gone" });
  world.after(world.between(0.3, 1), () => {
    if (process.isDead) return fail();
    process.deliver(() => {
      const answered = process.onDeath(fail);
      const answer = (what: HttpAnswer<T>): void => {
        if (process.isDead) return;
        answered();
        world.after(world.between(0.3, 1), () => done(what));
      };
      ask().then(
        (value) => answer({ value }),
        (error) => answer({ error: String(error?.message ?? error), code: error?.code }),
      );
    });
  });
}
