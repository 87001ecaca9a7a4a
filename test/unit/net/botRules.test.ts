/** `ALLOW_BOTS`: what it accepts, and which bots it admits. */
import { expect, it } from "vitest";
import { BadEnvironment, readEnv } from "../../../server/env.ts";
import { admitBot, BotRefused, whyNoMoreBots } from "../../../server/net/admitBot.ts";
import { readBotRules } from "../../../server/net/botRules.ts";
import { Identities } from "../../../server/net/identity.ts";

const [OLD, NEW, OTHER] = ["old", "new", "other"].map(
  (name) => `the ${name} secret of a test about bots`,
) as [string, string, string];
const identities = new Identities([NEW, OLD]);
const rules = (given: string) => readBotRules(given)!;
const most = (given: string, seats: number) => rules(given).most(seats);

it("[BR10] ALLOW_BOTS is on, off, token, a number of bots or a share of the seats of a room", () => {
  expect([most("on", 64), most("off", 64), most("token", 64)]).toEqual([
    Number.POSITIVE_INFINITY,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  expect([most("8", 64), most("25%", 64), most("25%", 2), most("0%", 64)]).toEqual([8, 16, 0, 0]);
  expect([rules("token, 8").needsToken, most("token,8", 64), rules("8").needsToken]).toEqual([
    true,
    8,
    false,
  ]);
  for (const wrong of ["yes", "101%", "-1", "token,token", "8,9", "on,", "token,8,9"])
    expect(readBotRules(wrong), wrong).toBeUndefined();
  expect(() => readEnv({ ALLOW_BOTS: "some" })).toThrow(BadEnvironment);
  expect(() => readEnv({ ALLOW_BOTS: "some" })).toThrow(
    /ALLOW_BOTS: "some" is not accepted; it takes on, off, token/,
  );
  expect(readEnv({}).ALLOW_BOTS.most(64), "default").toBe(Number.POSITIVE_INFINITY);
});

it("[BR10] a bot needs a token of the operator where it is asked for one; a client that does not say that it is a bot is a person", () => {
  expect(admitBot(undefined, rules("off"), identities)).toBeUndefined();
  expect(admitBot(false, rules("token"), identities)).toBeUndefined();
  expect(admitBot(true, rules("on"), identities)).toBe("");
  expect(() => admitBot(true, rules("off"), identities)).toThrow("this server admits no bots");
  expect(() => admitBot(true, rules("token"), identities)).toThrow(/ask its operator for one/);
  expect(() => admitBot(true, rules("token"), identities)).toThrow(BotRefused);
  const token = identities.issueBotToken("ada", 30);
  for (const given of ["on", "token", "8"]) expect(admitBot(token, rules(given), identities)).toBe("ada");
});

it("[BR10][ID5] a token for bots is believed while one of the secrets has signed it and it has not expired; a session token is no token for bots, and a token for bots is no session", () => {
  const admits = (token: string) => () => admitBot(token, rules("token"), identities);
  expect(admits(new Identities([OLD]).issueBotToken("ada", 1))()).toBe("ada");
  for (const token of [
    new Identities([OTHER]).issueBotToken("eve", 1),
    identities.issueBotToken("ada", -1),
    identities.issue().token,
    "made.up.token",
    "",
  ])
    expect(admits(token), token).toThrow(/not one of this server, or has expired: ask the operator/);
  expect(identities.read(identities.issueBotToken("ada", 1))).toBeUndefined();
});

it("[BR10] a room admits no more bots than it takes", () => {
  expect(whyNoMoreBots(rules("2"), 64, 1)).toBeUndefined();
  expect(whyNoMoreBots(rules("2"), 64, 2)).toMatch(/as many bots as it admits \(2\): come again later/);
  expect(whyNoMoreBots(rules("25%"), 2, 0)).toBe("this room admits no bots");
  expect(() => admitBot(true, rules("25%"), identities, 2)).toThrow("no bots in rooms of this mode");
  expect(admitBot(true, rules("25%"), identities, 64)).toBe("");
});
