/** The seat check, with answers that the test gives. */
import { expect, it, vi } from "vitest";
import { systemClock } from "../../../server/cluster/ports.ts";
import { SeatCheck } from "../../../server/cluster/seatCheck.ts";
import type { Log } from "../../../server/ops/log.ts";

/** A check whose process hears what `answers` say, and the log lines it has written. */
function checking(answers: (boolean | Promise<boolean>)[]) {
  const redis = { isUp: true };
  const [error, info] = [vi.fn(), vi.fn()];
  const check = new SeatCheck({
    ...{ clock: systemClock, log: { error, info } as unknown as Log, kinds: ["arena"] },
    isUp: () => redis.isUp,
    whyNoSeat: async () => undefined,
    hears: async () => await answers.shift()!,
    onChecked() {},
  });
  return { check, redis, error };
}

it("[CL14] tells of two failures in a row, not of one", async () => {
  const { check, error } = checking([false, true, false, false]);
  for (let i = 0; i < 3; i++) await check.check();
  expect([check.failure, error.mock.calls.length]).toEqual([undefined, 0]);
  await check.check();
  expect(check.failure).toContain('no seat in "arena"');
  expect(error).toHaveBeenCalledOnce();
});

it("[CL14] a failure from before Redis was away, and one from meanwhile, count for nothing", async () => {
  const { promise: late, resolve: answer } = Promise.withResolvers<boolean>();
  const { check, redis, error } = checking([false, late, false]);
  await check.check();
  // Under way while Redis goes and comes back.
  const meanwhile = check.check();
  redis.isUp = false;
  check.redisChanged();
  redis.isUp = true;
  check.redisChanged();
  answer(false);
  await meanwhile;
  await check.check();
  expect([check.failure, error.mock.calls.length]).toEqual([undefined, 0]);
});
