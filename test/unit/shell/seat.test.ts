import { beforeEach, describe, expect, it } from "vitest";
import { Emitter } from "../../../client/session/emitter.ts";
import type { AnySession, EngineEvents } from "../../../client/session/view.ts";
import { createSeat, type Seat } from "../../../client/shell/seat.ts";

/** The part of a session that a seat uses. */
class Played {
  readonly events = new Emitter<EngineEvents>();
  readonly roomId: string;
  isLeft = false;

  constructor(roomId: string) {
    this.roomId = roomId;
  }

  leave(): Promise<void> {
    this.isLeft = true;
    return Promise.resolve();
  }

  get asSession(): AnySession {
    return this as object as AnySession;
  }
}

describe("[DU3] the seat of a player who waits, when an opponent waits in another room", () => {
  let seat: Seat;
  let shown: AnySession[];
  let requested: string[];
  /** Settles the latest join. */
  let answer: { accept(session: AnySession): void; refuse(): void };
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  beforeEach(() => {
    [shown, requested] = [[], []];
    seat = createSeat({
      join(_from, roomId) {
        requested.push(roomId);
        return new Promise((accept, reject) => {
          answer = { accept, refuse: () => reject(new Error("full")) };
        });
      },
      onShow: (session) => shown.push(session),
    });
  });

  function wait(): Played {
    const waiting = new Played("a");
    seat.show(waiting.asSession);
    waiting.events.emit("match", { room: "b" });
    return waiting;
  }

  it("is kept until the join has succeeded, and given up then", async () => {
    const [waiting, joined] = [wait(), new Played("b")];
    expect(requested).toEqual(["b"]);
    expect([waiting.isLeft, seat.session]).toEqual([false, waiting.asSession]);
    answer.accept(joined.asSession);
    await settled();
    expect(shown).toEqual([waiting.asSession, joined.asSession]);
    expect([waiting.isLeft, joined.isLeft]).toEqual([true, false]);
  });

  it("is kept when another player has taken the place", async () => {
    const waiting = wait();
    answer.refuse();
    await settled();
    expect([waiting.isLeft, seat.session]).toEqual([false, waiting.asSession]);
  });

  it("stays given up when the player has left while the join ran", async () => {
    const [waiting, joined] = [wait(), new Played("b")];
    seat.leave();
    answer.accept(joined.asSession);
    await settled();
    expect([waiting.isLeft, joined.isLeft, seat.session]).toEqual([true, true, undefined]);
  });

  it("is not taken from a match that the player has joined while the join ran", async () => {
    const [, joined, other] = [wait(), new Played("b"), new Played("c")];
    seat.show(other.asSession);
    answer.accept(joined.asSession);
    await settled();
    expect([joined.isLeft, other.isLeft, seat.session]).toEqual([true, false, other.asSession]);
  });

  it("is kept when the player follows its party, until that join has succeeded; a refusal is reported", async () => {
    const [playing, joined] = [new Played("a"), new Played("b")];
    seat.show(playing.asSession);
    await expect(seat.change(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
    expect([playing.isLeft, seat.session]).toEqual([false, playing.asSession]);
    await seat.change(() => Promise.resolve(joined.asSession));
    expect([playing.isLeft, joined.isLeft, seat.session]).toEqual([true, false, joined.asSession]);
  });

  it("is followed from the new room, too", async () => {
    const [, joined] = [wait(), new Played("b")];
    answer.accept(joined.asSession);
    await settled();
    joined.events.emit("match", { room: "c" });
    expect(requested).toEqual(["b", "c"]);
  });
});
