/**
 * Schemas of the messages that clients of every game send. The server checks each message with them; clients
 * need only the types.
 */
import { z } from "zod";
import { PARTY_CODE } from "./party.ts";
import { REPORT_REASONS } from "./playerReports.ts";
import { CHAT_LIMIT, EMOTES, QUICK_CHAT, REPORT } from "./protocol.ts";
import { fits } from "./text.ts";

export const clientMessages = {
  chat: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .refine((one) => fits(one.normalize("NFC"), CHAT_LIMIT), {
        error: `at most ${CHAT_LIMIT.graphemes} characters, ${CHAT_LIMIT.bytes} bytes`,
      }),
    /** To all rooms; absent: to players nearby. */
    scope: z.literal("lobby").optional(),
  }),
  emote: z.strictObject({
    id: z
      .int()
      .min(0)
      .max(EMOTES.length - 1),
  }),
  /** Makes the sender's seat one of a party, so that friends with its code get seats in this room. */
  party: z.strictObject({ party: z.string().regex(PARTY_CODE, { error: "not the code of a party" }) }),
  /** A phrase that each reader sees in its own language. It counts towards the rate limit of the chat. */
  quickChat: z.strictObject({
    id: z
      .int()
      .min(0)
      .max(QUICK_CHAT.length - 1),
  }),
  /** The sender writes a line of chat. */
  typing: z.strictObject({}),
  /** Corrections of the own entity since the last report. Optional: the stock client sends none. */
  report: z.strictObject({ corrections: z.int().min(1).max(REPORT.most) }),
  /** Reports a player to the operators. Answered with `reported`, or with an error. */
  reportPlayer: z.strictObject({
    /** Session id of a player in this match or of its chat, also of one that has just left. */
    player: z.string().min(1).max(64),
    reason: z.enum(REPORT_REASONS),
  }),
  /**
   * Spectate from another player's entity (`key` in the state) while the own one is out of play; without a
   * key: from the own one.
   */
  spectate: z.strictObject({ sessionId: z.string().min(1).max(64).optional() }),
} as const;

export type ClientMessages = { [K in keyof typeof clientMessages]: z.infer<(typeof clientMessages)[K]> };
