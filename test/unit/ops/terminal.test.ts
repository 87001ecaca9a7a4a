/** How the command-line tools print text from players: in aligned columns, without control characters. */
import { describe, expect, it } from "vitest";
import { textTable } from "../../../tools/cluster/table.ts";
import { eventLine, playersTable } from "../../../tools/ops/tables.ts";

const player = {
  ...{ session: "s", away: false, score: 0, debt: 0, bytesOut: 0, bytesIn: 0 },
  ...{ connected: 0, address: "" },
};

describe("[FA2] a table of players", () => {
  it("has aligned columns, whatever script a name is in", () => {
    const names = ["Ada", "राम", "தமிழ்", "日本語", "👩🏽‍🚀", "Ada ❤️", "مُحَمَّد"];
    // Widths in a terminal: marks have no column, ideographs and emojis two.
    const wide = [3, 2, 3, 6, 2, 6, 4];
    const lines = textTable([["name", "x"], ...names.map((name) => [name, "x"])]).split("\n");
    expect(lines.slice(1).map((line, i) => line.length - names[i]!.length + wide[i]!)).toEqual(
      names.map(() => 9),
    );
  });

  it("shows control characters as their codes", () => {
    const table = textTable(playersTable([{ ...player, name: "a\u001b[2J\nb\u202E" }]));
    expect(table.split("\n")).toHaveLength(2);
    expect(table).toContain("a\\u001b[2J\\u000ab\\u202e");
  });
});

it("[FA2] an event is printed as one line without control characters", () => {
  const line = eventLine({
    kind: "action",
    text: "tells all: \u001b]0;x\u0007\n",
    at: 0,
    process: "p",
    by: "\u009Bm",
  });
  expect(line).not.toMatch(/[\p{Cc}]/u);
  expect(line).toContain("\\u001b]0;x\\u0007\\u000a");
});
