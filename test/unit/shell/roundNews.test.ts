/** What a podium tells of the records, as it becomes known. */
import { expect, it } from "vitest";
import { Emitter } from "../../../client/session/emitter.ts";
import type { AnySession, EngineEvents } from "../../../client/session/view.ts";
import { createRoundNews, placeIn, ratingText } from "../../../client/shell/roundNews.ts";
import type { Leaderboard } from "../../../shared/records.ts";

const board = (...rows: [name: string, kills: number][]): Leaderboard => ({
  ...{ mode: "arena", period: "day", by: "kills", orders: ["kills"], modes: ["arena"], figures: {} },
  players: rows.map(([name, kills]) => ({ name, figures: { kills } })),
});

/** A session of Ada that nothing but the podium listens to. */
function played() {
  const events = new Emitter<EngineEvents>();
  const session = { key: "a", room: "duel", roomId: "r", events } as unknown as AnySession;
  return { events, session };
}

it("[RC14] a changed rating says what it was, what it is, and the difference", () => {
  expect(ratingText({ was: 1512, now: 1526 })).toBe("1,512 → 1,526, +14");
  expect(ratingText({ was: 20, now: 5 })).toBe("20 → 5, −15");
  expect(ratingText({ was: 0, now: 0 })).toBe("0 → 0, ±0");
});

it("[RC14] the place of today is told of one of the first ten, and of no name that two players have", () => {
  expect(placeIn(board(["Ada", 9], ["Bob", 7], ["Cid", 7]), "Cid")).toBe(2);
  expect(placeIn(board(["Ada", 9], ["Ada", 7]), "Ada")).toBeUndefined();
  expect(placeIn(board(["Ada", 9]), "Bob")).toBeUndefined();
  const many = Array.from({ length: 11 }, (_, i) => [`P${i}`, 20 - i] as [string, number]);
  expect(placeIn(board(...many), "P9")).toBe(10);
  expect(placeIn(board(...many), "P10")).toBeUndefined();
});

it("[RC14] the podium has ratings once the round is recorded, and none of an earlier round", () => {
  const { events, session } = played();
  const news = createRoundNews(true, () => new Promise(() => {}));
  const stops = news.start(session);
  expect(news.rating("a")).toBeUndefined();
  events.emit("recorded", {
    ratings: [
      { player: "a", was: 100, now: 130 },
      { player: "b", was: 90, now: 80 },
    ],
  });
  expect(news.rating("a")).toBe("100 → 130, +30");
  expect(news.otherRating("a")).toBe("90 → 80, −10");
  expect(news.own(session, 1, 0)).toEqual(["Rating 100 → 130, +30"]);
  news.clear();
  expect(news.rating("a")).toBeUndefined();
  const replayed = createRoundNews(false, () => Promise.reject(new Error("not asked")));
  expect(replayed.own(session, 1, 500), "in a replay").toEqual([]);
  for (const stop of stops) stop();
});
