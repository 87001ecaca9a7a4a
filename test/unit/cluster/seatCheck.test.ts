/** The seat check, with answers from the test. */
import { expect, it, vi } from "vitest";
import { systemClock } from "../../../server/cluster/ports.ts";
import { SeatCheck } from "../../../server/cluster/seatCheck.ts";
import type { Log } from "../../../server/ops/log.ts";

/** A check with these answers, and the log lines it has written. */
function checking(answers: (boolean | Promise<boolean>)[]) {
  const redis = { isUp: true };
  const clock = { ...systemClock, now: () => time.ms };
  const time = { ms: 0 };
  const [error, info] = [vi.fn(), vi.fn()];
  const check = new SeatCheck({
    ...{ clock, log: { error, info } as unknown as Log, kinds: ["arena"] },
    isUp: () => redis.isUp,
    whyNoSeat: async () => undefined,
    receivesRequests: async () => await answers.shift()!,
    onChecked() {},
  });
  return { check, redis, error, time };
}

it("[CL14] consecutive failures are reported once they last 3 s, a single one is not", async () => {
  const { check, error, time } = checking([false, true, false, false, false]);
  for (let i = 0; i < 4; i++) {
    await check.check();
    time.ms += 2000;
  }
  expect([check.failure, error.mock.calls.length]).toEqual([undefined, 0]);
  await check.check();
  expect(check.failure).toContain('no seat in "arena"');
  expect(error).toHaveBeenCalledOnce();
});

it("[CL14] two failures close together, as when Redis is back, are not reported yet", async () => {
  const { check, error, time } = checking([false, false, false, false]);
  await check.check();
  for (const ms of [900, 2000]) {
    time.ms += ms;
    await check.check();
    expect([check.failure, error.mock.calls.length]).toEqual([undefined, 0]);
  }
  time.ms += 2000;
  await check.check();
  expect(error).toHaveBeenCalledOnce();
});

it("[CL14] failures before and while Redis is unreachable do not count", async () => {
  const { promise: late, resolve: answer } = Promise.withResolvers<boolean>();
  const { check, redis, error, time } = checking([false, late, false]);
  await check.check();
  time.ms += 2000;
  // In progress while Redis goes and comes back.
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
