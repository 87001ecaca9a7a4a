/** Why the room of a party gives one of its members no seat. */
import { ServerError } from "@colyseus/core";
import { PARTY_REFUSED, type PartyRefusal } from "../../shared/party.ts";

const MESSAGES: Readonly<Record<PartyRefusal, string>> = {
  full: "the room of your party has no free seat",
  twice: "you play in the room of your party already, in another tab or window",
};

export class PartyRefused extends ServerError {
  constructor(why: PartyRefusal) {
    super(PARTY_REFUSED[why], MESSAGES[why]);
  }
}
