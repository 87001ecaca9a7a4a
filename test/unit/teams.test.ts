/** What games with two teams have of the engine. */
import { expect, it } from "vitest";
import { addGoal, crown, fillTeams, sizeOf, smallerTeam, teamStanding } from "../../server/teams.ts";
import { TEAM, type Team, type TeamPlayer } from "../../shared/teams.ts";

const player = (key: string, team: Team, pilot = false): TeamPlayer => ({
  ...{ key, team, pilot, score: 0, won: false },
});
const playersOf = (...all: TeamPlayer[]) => new Map(all.map((one) => [one.key, one]));

it("two teams are filled with pilots, one a team and tick, up to the larger team, and emptied again", () => {
  const players = playersOf(player("a", TEAM.red), player("b", TEAM.red), player("c", TEAM.red));
  const fill = (least: number) =>
    fillTeams(players, least, (team) => {
      const key = `pilot-${players.size}`;
      players.set(key, player(key, team, true));
    });
  fill(2);
  expect(sizeOf(players, TEAM.blue)).toBe(1);
  for (let i = 0; i < 5; i++) fill(2);
  expect([sizeOf(players, TEAM.red), sizeOf(players, TEAM.blue)]).toEqual([3, 3]);
  expect(sizeOf(players, TEAM.blue, false)).toBe(0);
  for (let i = 0; i < 5; i++) fill(0);
  expect(players.size).toBe(3);
});

it("two teams grow evenly by players; pilots make room", () => {
  const players = playersOf(
    player("a", TEAM.red),
    player("p", TEAM.blue, true),
    player("q", TEAM.blue, true),
  );
  expect(smallerTeam(players)).toBe(TEAM.blue);
  players.set("b", player("b", TEAM.blue));
  expect(smallerTeam(players)).toBe(TEAM.red);
});

it("two teams win by goals; a draw has no winner", () => {
  const world = { red: 0, blue: 0 };
  const [ada, bob] = [player("a", TEAM.red), player("b", TEAM.blue)];
  addGoal(world, TEAM.blue);
  crown(world, playersOf(ada, bob));
  expect([ada.won, bob.won]).toEqual([false, true]);
  expect(teamStanding(world, bob)).toEqual({ team: "1", standing: 1 });
  addGoal(world, TEAM.red);
  crown(world, playersOf(ada, bob));
  expect([ada.won, bob.won]).toEqual([false, false]);
});
