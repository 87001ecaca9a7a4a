/** One bot of a scenario: what it counts when its session reports changes of the connection. */
import { expect, it } from "vitest";
import type { BotSession } from "../../../../client/bots/game.ts";
import { Measured } from "../../../../client/bots/scenario/figures.ts";
import { Player } from "../../../../client/bots/scenario/player.ts";
import type { GameTypes } from "../../../../client/game.ts";

/** A session whose link the test sets. It reports a change at once, as `Session` does. */
function playing() {
  const listeners: ((link: object) => void)[] = [];
  const session = {
    link: { state: "playing" } as { state: string; reason?: string },
    events: {
      on(name: string, listener: (link: object) => void) {
        if (name === "link") listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
    },
    set(state: string, reason?: string) {
      session.link = reason === undefined ? { state } : { state, reason };
      for (const listener of listeners) listener(session.link);
    },
    frame() {},
    suspend: () => session.set("lost"),
    resume: () => session.set("playing"),
    leave: async () => session.set("over", "left"),
  };
  const group = new Measured();
  const pilot = { intent: () => ({}) };
  const player = new Player(
    session as never as BotSession<GameTypes>,
    pilot,
    { bot: 1, groups: () => [group] },
    0,
  );
  return { session, group, player };
}

it("[LS5] a drop that the scenario asks for, and the return, count apart from connections that are lost", async () => {
  const { session, group, player } = playing();
  player.drop(1000);
  expect([session.link.state, group.dropped, group.disconnects]).toEqual(["lost", 1, 0]);
  // It is away already.
  player.drop(2000);
  player.frame(999);
  expect([session.link.state, group.dropped]).toEqual(["lost", 1]);
  player.frame(1000);
  expect([session.link.state, group.dropped, group.disconnects]).toEqual(["playing", 1, 0]);
  session.set("lost");
  expect([group.dropped, group.disconnects]).toEqual([1, 1]);
  session.set("playing");
  player.drop(3000);
  await player.leave();
  expect([group.dropped, group.disconnects, group.lost]).toEqual([2, 1, {}]);
});

it("[LS5] a session that ends before its bot leaves is lost, also while it is away", () => {
  const { session, group, player } = playing();
  player.drop(1000);
  session.set("over", "Your seat was given up");
  expect([group.disconnects, group.lost]).toEqual([0, { "Your seat was given up": 1 }]);
});
