/** The seat that the page shows: at most one is kept when the player changes rooms. */
import type { AnySession } from "../session/view.ts";

export interface Seat {
  /** Undefined before the first join, and after `leave`. */
  readonly session: AnySession | undefined;
  /** Shows a session from now on, instead of an earlier one, which the caller has left. */
  show(session: AnySession): void;
  /**
   * Changes to the room of a join. The old seat is given up only after the join has succeeded. Rejects when
   * the join fails.
   */
  change(join: () => Promise<AnySession>): Promise<void>;
  /** Gives the seat up. */
  leave(): void;
}

export interface SeatOptions {
  /** Joins the room with that id, under the same name and transport as `from`. */
  join(from: AnySession, roomId: string): Promise<AnySession>;
  /** Called with each session that is shown. */
  onShow(session: AnySession): void;
  /** Called when a seat is given up without another one. */
  onLeave?(): void;
}

export function createSeat({ join, onShow, onLeave }: SeatOptions): Seat {
  let shown: AnySession | undefined;

  const show = (session: AnySession): void => {
    shown = session;
    onShow(session);
    session.events.on("match", ({ room }) => void follow(session, room));
  };
  /**
   * An opponent waits in another room. The old seat is kept until the join has succeeded, because another
   * player may have taken the place beside that opponent.
   */
  const follow = (from: AnySession, roomId: string): Promise<void> =>
    change(from, join(from, roomId)).catch(() => {});
  async function change(from: AnySession | undefined, joining: Promise<AnySession>): Promise<void> {
    const joined = await joining;
    // While the join ran, the player has left, or has joined another room.
    if (shown !== from) return void joined.leave();
    show(joined);
    void from?.leave();
  }

  return {
    get session() {
      return shown;
    },
    show,
    change: (join) => change(shown, join()),
    leave() {
      void shown?.leave();
      shown = undefined;
      onLeave?.();
    },
  };
}
