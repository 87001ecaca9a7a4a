/** The observer of a game, kept away from the match. */
import { expect, it } from "vitest";
import type { Observer } from "../../../server/game.ts";
import { GuardedObserver } from "../../../server/rooms/observing.ts";

it("[WD3] an error of an observer reaches no player, is reported once, and ends the observer", () => {
  const calls: string[] = [];
  const observer: Observer = {
    command: () => void calls.push("command"),
    given: () => void calls.push("given"),
    idled: () => void calls.push("idled"),
    stepped() {
      calls.push("stepped");
      throw new Error("it breaks");
    },
    answer: () => ({ fine: true }),
  };
  const faults: unknown[] = [];
  const guarded = new GuardedObserver(observer, (fault) => faults.push(fault));
  const player = { key: "ada" } as never;
  guarded.given(player, {});
  expect(guarded.answer("ada", "why", {})).toEqual({ fine: true });
  for (let step = 0; step < 3; step++) {
    guarded.stepped(false);
    guarded.given(player, {});
    guarded.idled(player);
    guarded.command({ type: "note", text: "" }, false);
  }
  expect(calls).toEqual(["given", "stepped"]);
  expect(faults).toHaveLength(1);
  expect(guarded.answer("ada", "why", {})).toEqual({});
});
