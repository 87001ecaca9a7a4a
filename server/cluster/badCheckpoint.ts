/** A checkpoint that cannot be read: of another version or game, or damaged. */
export class BadCheckpoint extends Error {}

/** One that this process cannot read, although another may: of another version of the game, the tables or this format. */
export class UnreadableCheckpoint extends BadCheckpoint {}
