/** Admits or refuses clients that declare themselves bots, by `ALLOW_BOTS`. */
import { ServerError } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import type { BotRules } from "./botRules.ts";
import type { Identities } from "./identity.ts";

/** Why a bot is refused, and what to do. */
export class BotRefused extends ServerError {
  constructor(message: string) {
    super(CLOSE.botRefused, message);
  }
}

/**
 * @param declared the join option `bot`: true, or the bot's token
 * @param seats of a room of the mode that it asks for
 * @returns the name in the token, "" without one; undefined when the client does not declare itself a bot
 * @throws BotRefused
 */
export function admitBot(
  declared: unknown,
  rules: BotRules,
  identities: Identities,
  seats = Number.POSITIVE_INFINITY,
): string | undefined {
  if (declared === undefined || declared === false) return undefined;
  if (rules.most(Number.POSITIVE_INFINITY) === 0) throw new BotRefused("this server admits no bots");
  // No room of the mode ever admits a bot, so none is searched or opened.
  if (rules.most(seats) === 0) throw new BotRefused("this server admits no bots in rooms of this mode");
  if (typeof declared !== "string") {
    if (rules.needsToken)
      throw new BotRefused(
        "this server admits bots with a token only: ask its operator for one, and send it as the join option `bot` (npm run bots -- --token TOKEN)",
      );
    return "";
  }
  const author = identities.readBotToken(declared);
  if (author === undefined)
    throw new BotRefused(
      "the bot token is not one of this server, or has expired: ask the operator for a new one",
    );
  return author;
}

/**
 * @param bots that the room has, or expects
 * @returns why the room takes no other bot; undefined when it does
 */
export function whyNoMoreBots(rules: BotRules, seats: number, bots: number): string | undefined {
  const most = rules.most(seats);
  if (bots < most) return undefined;
  return most === 0
    ? "this room admits no bots"
    : `this room has as many bots as it admits (${most}): come again later, or let the server choose a room (joinOrCreate)`;
}
