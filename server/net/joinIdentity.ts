/**
 * The identity of a joining player, as authentication returns it and the framework keeps it: `client.auth`,
 * and in a seat.
 */

/** Plain data, so that it travels between processes. */
export interface JoinIdentity {
  /** Absent without a token: such a guest is a new player each time. */
  id?: string;
  /** When the client asked for its seat, ms since 1970. */
  asked?: number;
  /** `PROTOCOL_VERSION` of the client, if it has said it. */
  version?: number;
  /** The client has declared itself a bot: the name in its token, "" without one. */
  bot?: string;
  /** Estimated skill of the player, in a mode with `bySkill`. */
  skill?: number;
  /** The player asks for this room by id, as a friend does. */
  byId?: true;
  /** Code of the player's party. */
  party?: string;
}

/** @param auth of a client, a seat or a reservation; the framework does not know its type */
export const identityIn = (auth: unknown): JoinIdentity => (auth ?? {}) as JoinIdentity;

export const idOf = (auth: unknown): string | undefined => identityIn(auth).id;

export const partyOf = (auth: unknown): string | undefined => identityIn(auth).party;

/**
 * Whether the player has said at its join that it is a bot. It holds for the seat, in whichever process the
 * match is.
 */
export const isBot = (auth: unknown): boolean => identityIn(auth).bot !== undefined;

/**
 * Whether the client knows all messages of `ServerMessages`. A stock client warns of each message that it
 * does not know.
 */
export const knowsMessages = (auth: unknown): boolean => identityIn(auth).version !== undefined;
