/** Admits clients that say that they are bots, or refuses them, by `ALLOW_BOTS`. */
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
 * @param said the join option `bot`: true, or the bot's token
 * @returns the name in the token, "" without one; undefined when the client does not say that it is a bot
 * @throws BotRefused
 */
export function admitBot(said: unknown, rules: BotRules, identities: Identities): string | undefined {
  if (said === undefined || said === false) return undefined;
  if (rules.most(Number.POSITIVE_INFINITY) === 0) throw new BotRefused("this server admits no bots");
  if (typeof said !== "string") {
    if (rules.needsToken)
      throw new BotRefused(
        "this server admits bots with a token only: ask its operator for one, and send it as the join option `bot` (npm run bots -- --token TOKEN)",
      );
    return "";
  }
  const author = identities.readBotToken(said);
  if (author === undefined)
    throw new BotRefused(
      "the bot token is not one of this server, or has expired: ask the operator for a new one",
    );
  return author;
}

/** @param bots that the room has @throws BotRefused when it has as many as it takes */
export function admitOneMore(rules: BotRules, seats: number, bots: number): void {
  const most = rules.most(seats);
  if (bots < most) return;
  throw new BotRefused(
    most === 0
      ? "this room admits no bots"
      : `this room has as many bots as it admits (${most}): come again later, or join another room by its id`,
  );
}
