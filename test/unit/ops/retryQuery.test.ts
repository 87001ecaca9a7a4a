import { expect, it } from "vitest";
import { retryQuery } from "../../../server/ops/retryQuery.ts";

it("[OP9] a query of an operator is repeated while Redis does not answer, and fails in the end", async () => {
  let asked = 0;
  const slow = async () => {
    if (++asked < 3) throw new Error("Command timed out");
    return "here";
  };
  expect(await retryQuery(slow)).toBe("here");
  await expect(retryQuery(() => Promise.reject(new Error("Redis is away")))).rejects.toThrow("Redis is away");
});
