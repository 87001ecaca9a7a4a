import { describe, expect, it, vi } from "vitest";
import { modeTitle } from "../../../client/shell/modeTitle.ts";
import { noticeInWords } from "../../../client/shell/notices.ts";
import { de } from "../../../games/skirmish/client/strings/de.ts";
import { tell } from "../../../games/skirmish/server/tell.ts";
import { PHASE } from "../../../games/skirmish/shared/phase.ts";
import { refusedName } from "../../../server/net/name.ts";
import { announceGoal } from "../../../server/teams.ts";
import type { NoticeCode } from "../../../shared/protocol.ts";

describe("[FP12] a page shows notices of the server", () => {
  const game = de.notices;

  it("in its language, by their codes", () => {
    const fight = { text: "Round 3: fight!", code: "fight", values: { round: 3 } };
    expect(noticeInWords(fight, game)).toBe("Runde 3: Los!");
    expect(noticeInWords(refusedName({ name: "Pilot-0007", refused: "has more than 16 characters" }))).toBe(
      "You play as Pilot-0007: the name you asked for has more than 16 characters.",
    );
  });

  it.each(["constructor", "newer", undefined])("as the server worded them, with the code %s", (code) => {
    expect(noticeInWords({ text: "Back at noon", ...(code && { code }) }, game)).toBe("Back at noon");
  });

  it("and names the team that has scored by its colour in the palette of the page", () => {
    const page = { dataset: { palette: "redGreen" } };
    vi.stubGlobal("document", { documentElement: page });
    const goal = (by: string) => {
      let shown = "";
      const announce = (text: string, code?: NoticeCode) => {
        shown = noticeInWords({ text, ...code });
      };
      announceGoal({ team: 0, by }, { announce } as never);
      return shown;
    };
    expect([goal("Ada"), goal("")]).toEqual(["Orange scores: Ada", "Orange scores"]);
    page.dataset.palette = "usual";
    expect(goal("Ada")).toBe("Red scores: Ada");
    vi.unstubAllGlobals();
  });

  it("and knows each notice of a round", () => {
    const told: (readonly [string, NoticeCode | undefined])[] = [];
    const events = Object.values(PHASE).map((phase) => ({ type: "phase" as const, phase, round: 2 }));
    const to = { announce: (text: string, code?: NoticeCode) => void told.push([text, code]) };
    tell({ events } as never, to as never);
    expect(told.map(([text, code]) => [text, noticeInWords({ text, ...code }, game)])).toEqual([
      ["Your opponent has left", "Dein Gegner ist gegangen"],
      ["Round 2: warm-up", "Runde 2: Aufwärmen"],
      ["Round 2: fight!", "Runde 2: Los!"],
      ["Round 2 is over", "Runde 2 ist vorbei"],
    ]);
  });
});

it("[FP12] lists show the title of a mode, and the name of one that the page does not know", () => {
  const arena = {
    rooms: ["arena", "duel"],
    title: "Skirmish",
    modes: { arena: { title: "Arena" } },
  } as never;
  expect(["arena", "duel", "tag"].map((mode) => modeTitle(mode, [arena]))).toEqual(["Arena", "duel", "tag"]);
});
