/** Which games a server plays. */
import { expect, it } from "vitest";
import { games } from "../../games/index.ts";
import { puckServer } from "../../games/puck/server/index.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { gamesNamed, roomNamesOf } from "../../server/game.ts";

it("[GA1] a game that is named twice is played once", () => {
  expect(gamesNamed(games, ["puck", "skirmish", "puck"])).toEqual([puckServer, skirmishServer]);
});

it("[GA1] two games with a room of the same name are refused: one would hide the other", () => {
  const copy = { ...skirmishServer, game: { ...skirmishServer.game, name: "copy" } };
  expect(() => roomNamesOf([skirmishServer, copy])).toThrow(
    'skirmish and copy both have rooms called "arena"',
  );
});
