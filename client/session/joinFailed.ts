/** A join that failed. The front page knows these errors before the framework's SDK is loaded. */

export type JoinReason =
  | "silent"
  | "noSuchRoom"
  | "full"
  | "ended"
  | "seatGone"
  | "busy"
  | "tooFast"
  | "tooMany"
  | "noFriend"
  | "partyFull"
  | "partyTwice"
  | "partyElsewhere";

export class JoinFailed extends Error {
  /** Whether another attempt is useless until something is changed. */
  readonly final: boolean;
  /** For a page in another language than English. */
  readonly reason: JoinReason | undefined;

  constructor(message: string, final: boolean, cause: unknown, reason?: JoinReason) {
    super(message, { cause });
    this.name = "JoinFailed";
    this.final = final;
    this.reason = reason;
  }
}

/** The room plays another game than the client. */
export class OtherGame extends JoinFailed {
  /** Name of the room, as in "puck". */
  readonly room: string;
  readonly roomId: string;

  constructor(room: string, roomId: string) {
    super(`this page does not know the game of the room "${room}": reload the page`, true, undefined);
    this.room = room;
    this.roomId = roomId;
  }
}
