/**
 * `ALLOW_BOTS`: which bots a server admits. It applies to clients that declare themselves bots: other bots
 * cannot be distinguished from people.
 */

export interface BotRules {
  /** A bot needs a token of the operator (`npm run bot-token`). */
  readonly needsToken: boolean;
  /** @returns how many bots a room with so many seats takes */
  readonly most: (seats: number) => number;
}

export const BOT_RULES_FORMS =
  "on, off, token, the most bots of a room as in 8, or their share of its seats as in 25%; token may be combined with a limit: token,8";

/** @returns undefined when the text has none of the forms */
export function readBotRules(given: string): BotRules | undefined {
  const parts = given.split(",").map((part) => part.trim().toLowerCase());
  const needsToken = parts.includes("token");
  const others = parts.filter((part) => part !== "token");
  if (others.length > 1 || parts.length > 2 || (needsToken && parts.length !== others.length + 1))
    return undefined;
  const most = others.length === 0 ? () => Number.POSITIVE_INFINITY : mostBy(others[0]!);
  return most && { needsToken, most };
}

function mostBy(limit: string): BotRules["most"] | undefined {
  if (limit === "on") return () => Number.POSITIVE_INFINITY;
  if (limit === "off") return () => 0;
  const [, digits, percent] = /^(\d{1,5})(%?)$/.exec(limit) ?? [];
  if (digits === undefined || (percent === "%" && Number(digits) > 100)) return undefined;
  const most = Number(digits);
  return percent === "" || most === 0 ? () => most : (seats) => Math.floor((seats * most) / 100);
}
