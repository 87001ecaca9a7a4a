/** How a session handles the messages of the engine. */
import { expect, it } from "vitest";
import { Emitter } from "../../../client/session/emitter.ts";
import { handleMessage } from "../../../client/session/messages.ts";
import type { RoomLocator } from "../../../client/session/roomLocator.ts";
import type { EngineEvents } from "../../../client/session/view.ts";

it("[SV8] a repeated `moved` message counts as one move", () => {
  const events = new Emitter<EngineEvents>();
  const receiver = {
    events,
    lastMessage: 0,
    movedTo: 0,
    muted: new Set<string>(),
    members: new Map<string, string>(),
    other() {},
  };
  const reasons: string[] = [];
  events.on("moved", ({ reason }) => reasons.push(reason));
  for (const [reason, epoch] of [
    ["drain", 2],
    ["drain", 2],
    ["crash", 3],
  ])
    handleMessage("moved", { reason, epoch }, receiver, {} as RoomLocator);
  expect(reasons).toEqual(["drain", "crash"]);
});

it("[SO3] nothing that a muted player says is shown, and messages of others are", () => {
  const events = new Emitter<EngineEvents>();
  const receiver = {
    events,
    lastMessage: 0,
    movedTo: 0,
    muted: new Set(["bob"]),
    members: new Map<string, string>(),
    other() {},
  };
  const shown: string[] = [];
  for (const type of ["chat", "emote", "quickChat", "typing"] as const)
    events.on(type, ({ from }) => shown.push(`${type} ${from}`));
  for (const from of ["bob", "cid"])
    for (const type of ["chat", "emote", "quickChat", "typing"])
      handleMessage(
        type,
        { from, ...(type === "chat" && { n: 1 + receiver.lastMessage }) },
        receiver,
        {} as RoomLocator,
      );
  expect(shown).toEqual(["chat cid", "emote cid", "quickChat cid", "typing cid"]);
});
