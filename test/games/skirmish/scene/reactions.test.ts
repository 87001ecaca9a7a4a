/** What the scene shows of events. */
import { expect, it } from "vitest";
import { react } from "../../../../games/skirmish/client/scene/reactions.ts";

it("[FP14] no emote of another player floats above its ship while the chat is off; the own one does", () => {
  const said: string[] = [];
  const listeners = new Map<string, (event: { from: string; id: number }) => void>();
  const session = {
    key: "me",
    events: { on: (name: string, listener: never) => void listeners.set(name, listener) },
  };
  let isOff = false;
  const parts = { emotes: { say: (key: string) => said.push(key) }, wantsEmotes: () => !isOff };
  react(session as never, parts as never);
  const emote = listeners.get("emote")!;
  emote({ from: "other", id: 0 });
  isOff = true;
  emote({ from: "other", id: 0 });
  emote({ from: "me", id: 0 });
  expect(said).toEqual(["other", "me"]);
});
