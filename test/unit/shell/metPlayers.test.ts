import { beforeEach, describe, expect, it } from "vitest";
import { MetPlayers } from "../../../client/shell/metPlayers.ts";

describe("[SO3] the list of players", () => {
  let met: MetPlayers;
  const player = (key: string) => ({ key, name: key.toUpperCase() });
  const names = () => met.all().map(({ name }) => name);
  const crowd = () => Array.from({ length: 300 }, (_, i) => met.see(player(`ship ${i}`)));
  beforeEach(() => {
    met = new MetPlayers();
  });

  it("keeps muted players and those that have written, however many are in sight", () => {
    for (const key of ["ada", "bob", "eve"]) met.see(player(key));
    met.mute("ada", true);
    met.note(player("bob"));
    crowd();
    expect(names()).toEqual(expect.arrayContaining(["ADA", "BOB"]));
    expect(names()).not.toContain("EVE");
    expect(names().length).toBeLessThanOrEqual(101);
    met.mute("ada", false);
    crowd();
    expect(names()).not.toContain("ADA");
  });

  it("keeps the colour of a player that writes", () => {
    met.see({ ...player("ada"), hue: 40 });
    met.note(player("ada"));
    expect(met.all()).toEqual([{ key: "ada", name: "ADA", hue: 40 }]);
  });

  it("loses the players of an earlier match, except muted ones", () => {
    for (const key of ["ada", "bob", "eve"]) met.note(player(key));
    met.mute("ada", true);
    met.keep((key) => key === "eve");
    expect(names()).toEqual(["ADA", "EVE"]);
  });
});
