/** How a session handles the messages of the engine. */
import { expect, it } from "vitest";
import { Emitter } from "../../../client/session/emitter.ts";
import { handleMessage } from "../../../client/session/messages.ts";
import type { RoomLocator } from "../../../client/session/roomLocator.ts";
import type { EngineEvents } from "../../../client/session/view.ts";

it("[SV8] a repeated `moved` message counts as one move", () => {
  const events = new Emitter<EngineEvents>();
  const receiver = { events, heard: 0, movedTo: 0, muted: new Set<string>(), other() {} };
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
