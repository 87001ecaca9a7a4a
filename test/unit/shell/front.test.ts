import { describe, expect, it } from "vitest";
import { readSettings } from "../../../client/browser/settings.ts";
import { readInvitation } from "../../../client/shell/friendForm.ts";
import { arrange } from "../../../client/shell/lobby.ts";
import { nextBox } from "../../../client/shell/padFocus.ts";

describe("[FP4] what a player types to join a friend", () => {
  const PAGE = "https://play.example/skirmish/?room=puck";
  it.each([
    ["Ada", { friend: "Ada" }],
    ["  Ada Lovelace ", { friend: "Ada Lovelace" }],
    ["a/b", { friend: "a/b" }],
    ["https://play.example/skirmish/?at=abc", { at: "abc" }],
    ["play.example/skirmish/?at=abc", { at: "abc" }],
    ["?room=puck&at=abc", { room: "puck", at: "abc" }],
    ["https://play.example/skirmish/?friend=Bob", { friend: "Bob" }],
    ["", undefined],
    ["   ", undefined],
  ])("%j leads to %j", (typed, where) => {
    expect(readInvitation(typed, PAGE)).toEqual(where);
  });

  it("a link to another server leads there", () => {
    expect(String(readInvitation("https://other.example/?at=x", PAGE))).toBe("https://other.example/?at=x");
    expect(String(readInvitation("https://play.example/watch/arena", PAGE))).toBe(
      "https://play.example/watch/arena",
    );
  });
});

describe("[FP1] the rows of live rooms", () => {
  const room = (id: string, players: number) => ({
    ...{ id, name: "arena", players, capacity: 64, locked: false },
  });
  const ids = (rows: ReturnType<typeof arrange>) =>
    rows.map((row) => row.room.id + (row.isOver ? " over" : ""));

  it("are the fullest, without empty rooms", () => {
    expect(ids(arrange([], [room("a", 1), room("b", 0), room("c", 5)], []))).toEqual(["c", "a"]);
  });

  it("that are in use stay where they are, also when their room is over", () => {
    const before = arrange([], [room("a", 3), room("b", 2)], []);
    const after = arrange(before, [room("c", 9), room("b", 4)], []);
    expect(ids(after)).toEqual(["a over", "b", "c"]);
    expect(after[1]!.room.players).toBe(4);
  });

  it("are at most six", () => {
    const rooms = Array.from({ length: 9 }, (_, i) => room(`r${i}`, i + 1));
    expect(arrange([], rooms, []).length).toBe(6);
    expect(arrange(arrange([], rooms, []), rooms, []).length).toBe(6);
  });
});

describe("[FP2] the focus that a gamepad moves", () => {
  const box = (left: number, top: number, width = 100, height = 40) => ({
    ...{ left, top, right: left + width, bottom: top + height },
  });
  /** A field with a button beside it, above three cards. */
  const [field, play] = [box(100, 0), box(220, 0)];
  const cards = [box(0, 100), box(120, 100), box(240, 100)];
  it.each([
    ["right", field, [play, ...cards], 0],
    ["down", play, [field, ...cards], 3],
    ["down", field, [play, ...cards], 2],
    ["up", cards[1]!, [field, play], 0],
    ["left", cards[2]!, [field, play, cards[0]!, cards[1]!], 3],
    ["up", field, [play, ...cards], undefined],
  ] as const)("goes %s to what lies next there", (direction, from, boxes, found) => {
    expect(nextBox(from, boxes, direction)).toBe(found);
  });
});

describe("[FP5] settings that were stored", () => {
  it.each([
    ['{"signalVolume":0.4,"hudScale":1.25}', { signalVolume: 0.4, hudScale: 1.25 }],
    ['{"volume":7,"hudScale":"big","motion":"wild","other":1}', {}],
    ["", {}],
    ["null", {}],
    ["no JSON", {}],
  ])("%s are read as far as they are valid", (text, values) => {
    expect(readSettings(text)).toEqual(values);
  });
});
