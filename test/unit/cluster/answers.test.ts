/** Answers to requests of other processes, without a Redis. */
import { expect, it } from "vitest";
import { Answers } from "../../../server/cluster/answers.ts";

it("[OP9] an answer that nobody receives is sent a few times again, at growing intervals", async () => {
  const sent: number[] = [];
  const answers = new Answers(async () => {
    sent.push(performance.now());
    return 0;
  });
  const running = setInterval(() => {}, 1000);
  await answers.send("ipc:gone", [0, true]);
  clearInterval(running);
  expect(sent.length).toBeGreaterThan(1);
  expect(sent.length).toBeLessThanOrEqual(9);
});
