/** A checkpoint that this process cannot read: it is damaged, or of another version or game. */
export class BadCheckpoint extends Error {}

/**
 * A checkpoint that another process may be able to read: its game, its tables or its format have another
 * version.
 */
export class UnreadableCheckpoint extends BadCheckpoint {}
