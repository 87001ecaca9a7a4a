import { expect, it } from "vitest";
import { type ChatLevel, isShown } from "../../../client/shell/chatFilter.ts";
import { maskSwearing } from "../../../server/net/profanity.ts";

it("[FP14] the player chooses which messages of others it reads", () => {
  const messages = [
    ["chat", "well flown"],
    ["chat", maskSwearing("what the fuck")],
    ["chat", maskSwearing("f u c k this")],
    ["chat", "3 * 4 is 12 *"],
    ["quickChat", undefined],
    ["emote", undefined],
  ] as const;
  const shownAt = (level: ChatLevel) => messages.map(([kind, text]) => Number(isShown(level, kind, text)));
  expect(shownAt("all")).toEqual([1, 1, 1, 1, 1, 1]);
  expect(shownAt("clean")).toEqual([1, 0, 0, 1, 1, 1]);
  expect(shownAt("quick")).toEqual([0, 0, 0, 0, 1, 1]);
  expect(shownAt("off")).toEqual([0, 0, 0, 0, 0, 0]);
});
