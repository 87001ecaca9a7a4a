/** The check at the start tries every command that a script of the server uses. */
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandsOf } from "../../../server/cluster/redisCheck.ts";

/** Sent to a Sentinel, not to Redis. */
const TO_SENTINEL = "sentinel";

it("[RS1] a Redis user without the right to a command that a script uses is found at the start", () => {
  const tried = new Set(commandsOf("own").map(([name]) => name));
  const used = new Set<string>();
  for (const path of globSync("server/**/*.ts"))
    for (const [, name] of readFileSync(path, "utf8").matchAll(/redis\.p?call\(["']([a-z]+)["']/gi))
      used.add(name!.toLowerCase());
  used.delete(TO_SENTINEL);
  expect(used.size).toBeGreaterThan(30);
  expect([...used].filter((name) => !tried.has(name))).toEqual([]);
});
