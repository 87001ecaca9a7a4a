import { expect, it } from "vitest";
import { connectionsWithin } from "../../../server/net/descriptors.ts";

it("[HO2] each I/O thread has descriptors that no connection takes", () => {
  expect(connectionsWithin(1024, 0)).toBe(1024 - 72);
  expect(connectionsWithin(1024, 8), "and one that stands by").toBe(1024 - 72 - 9 * 14);
  expect(connectionsWithin(160, 1), "at most half is reserved").toBe(80);
  expect(connectionsWithin(Number.POSITIVE_INFINITY, 2)).toBe(Number.POSITIVE_INFINITY);
});
