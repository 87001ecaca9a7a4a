/** Parties of friends: the code in a party's link, and what the server says of a party. */

/** Digits and letters that are not mistaken for one another: no 0, 1, I, L, O, U. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 30¹⁰ codes: 49 bits. */
const LENGTH = 10;

/** The form of a code. */
export const PARTY_CODE = /^[2-9A-HJKMNP-TV-Z]{10}$/;

/** The last bytes are left out, because the first letters would be likelier otherwise. */
const FAIR = 256 - (256 % LETTERS.length);

/** @returns a code that cannot be guessed */
export function newPartyCode(): string {
  let code = "";
  while (code.length < LENGTH)
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * LENGTH)))
      if (byte < FAIR && code.length < LENGTH) code += LETTERS[byte % LETTERS.length];
  return code;
}

/**
 * @param typed as a person may type it: lower case, with dashes or spaces
 * @returns undefined when it is no code
 */
export function readPartyCode(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return PARTY_CODE.test(code) ? code : undefined;
}

/** Refusals of a request for a seat: codes of the error, and status of the answer. */
export const PARTY_REFUSED = {
  /** The party plays in another mode or room than the requested one. */
  elsewhere: 409,
  /** The party's room has no free seat. */
  full: 423,
  /** The player has a seat in the party's room already, and may have one only. */
  twice: 412,
} as const;

/** Why the party's room gives a member no seat. */
export type PartyRefusal = "full" | "twice";
export const isPartyRefusal = (value: unknown): value is PartyRefusal =>
  value === "full" || value === "twice";

/** The answer of `/api/party/CODE`. */
export interface PartyStatus {
  /** Id and mode of the party's room; absent while it has none. */
  room?: string;
  mode?: string;
  /** Names of the members that sit there. */
  playing: string[];
  /** Names of the others that have the front page open. */
  waiting: string[];
}

/** Most names of each list. */
export const PARTY_NAMES = 16;
