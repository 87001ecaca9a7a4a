/** Why the room of a party gives one of its members no seat. */
import { ServerError } from "@colyseus/core";
import { PARTY_REFUSED } from "../../shared/party.ts";

const MESSAGES = {
  full: "the room of your party has no free seat",
  twice: "you play in the room of your party already, in another tab or window",
} as const;
export type PartyRefusal = keyof typeof MESSAGES;

export const isPartyRefusal = (said: unknown): said is PartyRefusal =>
  typeof said === "string" && Object.hasOwn(MESSAGES, said);

export class PartyRefused extends ServerError {
  constructor(why: PartyRefusal) {
    super(PARTY_REFUSED[why], MESSAGES[why]);
  }
}
