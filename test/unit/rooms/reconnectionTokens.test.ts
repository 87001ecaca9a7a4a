/** Attempts to return that arrive in another order than they began. */
import type { Client } from "@colyseus/core";
import { expect, it } from "vitest";
import {
  FirstTokens,
  presentToken,
  rotateTokens,
  tokensOf,
} from "../../../server/rooms/reconnectionTokens.ts";

const comesBack = (tokens: ReturnType<FirstTokens["next"]>, token: string): string => {
  const client = { reconnectionToken: token } as Client;
  presentToken(tokens, token, undefined);
  rotateTokens(tokens, client);
  return client.reconnectionToken;
};

it("[SE5] a token that a return was given stays valid when an older attempt arrives after it", () => {
  const tokens = new FirstTokens().next();
  const first = tokens.token;
  const given = comesBack(tokens, first);
  expect(given).not.toBe(first);
  // Attempts that began before, with the same token, as often as they were delayed.
  for (let i = 0; i < 4; i++) expect(comesBack(tokens, first)).toBe(given);
  expect(tokensOf(tokens)).toContain(given);
  const next = comesBack(tokens, given);
  expect([first, given]).not.toContain(next);
  expect(tokensOf(tokens), "the first one is used up").not.toContain(first);
});
