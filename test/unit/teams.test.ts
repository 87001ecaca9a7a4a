/** What games with rounds and two teams have of the engine. */
import { describe, expect, it } from "vitest";
import { addGoal, crown, fillTeams, sizeOf, smallerTeam, teamStanding } from "../../../server/teams.ts";
import { countRound, enterPhase, firstRound, keepTime, PODIUM, roundOf } from "../../../shared/rounds.ts";
import { TEAM, type Team, type TeamPlayer } from "../../../shared/teams.ts";

const player = (key: string, team: Team, pilot = false): TeamPlayer => ({
  ...{ key, team, pilot, score: 0, won: false },
});
const playersOf = (...all: TeamPlayer[]) => new Map(all.map((one) => [one.key, one]));

describe("two teams", () => {
  it("are filled with pilots, one a team and tick, up to the larger team, and emptied again", () => {
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

  it("grow evenly by players; pilots make room", () => {
    const players = playersOf(
      player("a", TEAM.red),
      player("p", TEAM.blue, true),
      player("q", TEAM.blue, true),
    );
    expect(smallerTeam(players)).toBe(TEAM.blue);
    players.set("b", player("b", TEAM.blue));
    expect(smallerTeam(players)).toBe(TEAM.red);
  });

  it("win by goals; a draw has no winner", () => {
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
});

describe("rounds", () => {
  it("call what follows a phase at the tick at which it ends", () => {
    const world = { tick: 0, ...firstRound<string>("play", 2) };
    const end = () => enterPhase(world, PODIUM, 3);
    const seen: string[] = [];
    for (let i = 0; i < 6; i++) {
      world.tick++;
      keepTime(world, { play: end, [PODIUM]: () => countRound(world) });
      seen.push(`${world.tick} ${world.phase} ${world.round} ${roundOf(world).isOver}`);
    }
    expect(seen).toEqual([
      ...["1 play 1 false", "2 podium 1 true", "3 podium 1 true", "4 podium 1 true"],
      ...["5 podium 2 true", "6 podium 3 true"],
    ]);
  });
});
