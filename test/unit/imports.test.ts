/**
 * Imports point one way: client → shared ← server, and the simulation imports nothing outside of itself.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

/** What the engine has for the rules of games. */
const FOR_RULES = ["server/game.ts", "server/players.ts", "server/pilots.ts", "server/teams.ts"];

/** What the files of a game may import, unless MAY has an entry for them. */
const gameMay = (game: string): { [folder: string]: readonly string[] } => ({
  [game]: [game, "shared"],
  [`${game}/server`]: [game, "shared", ...FOR_RULES],
  // Joins the rules with what replicates and stores them.
  [`${game}/server/index.ts`]: [game, "server", "shared"],
  // What a server and a replay in a browser both run.
  [`${game}/server/rules.ts`]: [game, "server/defineRules.ts", ...FOR_RULES, "shared"],
  [`${game}/client`]: [game, "client", "shared"],
  [`${game}/bots.ts`]: [game, "client", "shared"],
  [`${game}/arena.ts`]: [game, "shared"],
  [`${game}/training.ts`]: [game, "shared"],
});

/**
 * What files under a folder may import: folders or files of the project. The longest matching folder applies.
 */
const MAY: { [folder: string]: readonly string[] } = {
  ...Object.assign({}, ...globSync("games/*/", { cwd: PROJECT }).map(gameMay)),
  shared: ["shared"],
  "shared/maths": ["shared/maths"],
  server: ["server", "shared"],
  "server/framework": ["server/framework", "server/cluster/ports.ts", "shared"],
  // Composition root of the server.
  "server/main.ts": ["server", "shared", "games/index.ts"],
  // The engine's interface to a game.
  "server/game.ts": ["server/replication", "server/net/inputCodec.ts", "shared"],
  "server/net": ["server/net", "server/framework", "shared"],
  "server/io": ["server/io", "server/framework"],
  "server/ops": ["server/ops", "server/net", "server/framework", "shared"],
  "server/cluster": [
    "server/cluster",
    "server/game.ts",
    "server/framework",
    "server/replication",
    "server/net",
    "server/ops",
    "shared",
  ],
  "server/log": ["server/log", "server/game.ts", "server/net", "server/ops", "shared"],
  "server/records": [
    ...["server/records", "server/game.ts", "server/env.ts", "server/framework"],
    ...["server/net", "server/ops", "shared"],
  ],
  "server/moderation": ["server/moderation", "server/framework", "server/net", "server/ops", "shared"],
  "server/replication": ["server/replication", "server/framework", "server/net", "shared"],
  "server/rooms": [
    "server/game.ts",
    "server/rooms",
    "server/framework",
    "server/replication",
    "server/log",
    "server/records",
    "server/moderation",
    "server/cluster",
    "server/net",
    "server/ops",
    "shared",
  ],
  client: ["client", "shared"],
  "client/browser": ["client/browser"],
  "client/strings": [
    ...["client/strings", "client/browser"],
    ...["shared/protocol.ts", "shared/log/unshownReasons.ts"],
  ],
  "client/framework": ["client/framework"],
  "client/transport": ["client/transport", "client/framework/socketLike.ts", "shared"],
  "client/session": [
    "client/session",
    "client/game.ts",
    "client/framework",
    "client/transport",
    "client/browser",
    "shared",
  ],
  // Composition root of the client.
  "client/main.ts": ["client", "shared", "games/client.ts"],
  "client/replay": ["client", "shared"],
  "client/replay/main.ts": ["client", "shared", "games/client.ts"],
  "client/watch": ["client", "shared"],
  "client/watch/main.ts": ["client", "shared", "games/client.ts"],
  "client/page.ts": [
    "client/game.ts",
    "client/browser/settings.ts",
    "client/input",
    "client/session",
    "shared",
  ],
  "client/game.ts": ["client/session/view.ts", "shared"],
  "client/input": ["client/input", "client/browser", "client/session", "client/strings", "shared"],
  "client/sound": ["client/sound", "client/browser", "client/input/devices.ts"],
  "client/shell": [
    "client/shell",
    "client/sound",
    "client/records/api.ts",
    "client/style",
    "client/browser",
    "client/strings",
    "client/input",
    "client/page.ts",
    "client/game.ts",
    "client/session",
    "shared",
  ],
  "client/ops": ["client/ops", "client/browser", "client/shell/dom.ts", "client/shell/keyed.ts", "shared"],
  "client/records": [
    ...["client/records", "client/browser", "client/strings", "client/shell/dom.ts"],
    ...["client/session/directory.ts", "shared"],
  ],
  "client/records/main.ts": ["client", "shared", "games/client.ts"],
  "client/bots": ["client/bots", "client/game.ts", "client/session", "client/transport", "shared"],
  // Composition root of the bots.
  "client/bots/cli.ts": ["client", "shared", "games/bots.ts"],
  "games/skirmish/brainContract.ts": ["games/skirmish", "client/bots/brain/contract.ts", "shared"],
  "games/skirmish/starter.ts": ["games/skirmish/brains"],
  "games/arenas.ts": ["games", "shared/arena.ts"],
  "games/bots.ts": ["games", "client/bots/game.ts"],
  "games/skirmish/bots.ts": ["games/skirmish", "client", "shared"],
  "games/skirmish/brainView.ts": ["games/skirmish", "shared"],
  "games/client.ts": ["games", "client/page.ts"],
  "games/index.ts": ["games", "server/game.ts"],
  "games/skirmish/game.ts": [
    "games/skirmish/entities.ts",
    "games/skirmish/listing.ts",
    "games/skirmish/shared",
    "shared",
  ],
  "games/skirmish/shared": ["games/skirmish/shared", "shared"],
  "games/skirmish/server": [
    "games/skirmish/server",
    "games/skirmish/entities.ts",
    "games/skirmish/shared",
    "games/skirmish/brains",
    "server/game.ts",
    "server/players.ts",
    "shared",
  ],
  // Joins the rules with what replicates and stores them.
  "games/skirmish/server/index.ts": ["games/skirmish", "server", "shared"],
  "games/skirmish/server/rules.ts": [
    "games/skirmish",
    "server/defineRules.ts",
    "server/cluster/worldStorage.ts",
    "shared",
  ],
  "games/skirmish/client/replay.ts": [
    ...["games/skirmish/server/rules.ts", "games/skirmish/shared", "games/skirmish/client/strings"],
    ...["client/page.ts", "shared"],
  ],
  "games/skirmish/brains": ["games/skirmish/brains", "games/skirmish/shared", "shared"],
  // Its tables are checked against the types of the simulation.
  "games/skirmish/entities.ts": ["games/skirmish/server/world.ts", "games/skirmish/shared", "shared"],
  "games/skirmish/shared/schema": ["games/skirmish/entities.ts", "games/skirmish/shared", "shared"],
  "games/skirmish/client": [
    "games/skirmish/client",
    "games/skirmish/entities.ts",
    "games/skirmish/listing.ts",
    "games/skirmish/shared",
    "client",
    "shared",
  ],
};
/** Composition roots: they import lists of games and hand them to the engine. */
const ROOTS = [
  ...["server/main.ts", "client/main.ts", "client/replay/main.ts", "client/watch/main.ts"],
  ...["client/records/main.ts", "client/bots/cli.ts"],
];
/** Folders that must not import packages: the simulation knows no sockets, schemas or screens. */
const PURE = [
  ...["shared/maths", "shared/bodies.ts", "shared/rounds.ts", "shared/teams.ts"],
  // What a pilot sees, and the domains of its input.
  ...["shared/tableView.ts", "shared/fields/input.ts"],
  ...["server/players.ts", "server/pilots.ts", "server/teams.ts"],
  ...globSync("games/*/{shared,brains,server}", { cwd: PROJECT }),
];
/** Exceptions: the framework's schemas declare the shape of the state. */
const IMPURE = ["games/skirmish/shared/schema"];

interface Import {
  file: string;
  from: string;
}

const files = globSync("{shared,server,client,games}/**/*.ts", { cwd: PROJECT });
const importsOf = (file: string): Import[] => {
  const text = readFileSync(join(PROJECT, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map(([, from]) => ({
    file,
    from: from!.startsWith(".") ? relative(PROJECT, join(PROJECT, dirname(file), from!)) : from!,
  }));
};
const imports = files.flatMap(importsOf);
const under = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
/** Brains beside those folders by which a server steers. */
const steering = new Set(
  imports
    .filter(
      ({ file, from }) => /^games\/[^/]+\/server\//.test(file) && /^games\/[^/]+\/[^/]+\.ts$/.test(from),
    )
    .map(({ from }) => from)
    .filter((file) => !/\/(game|entities|listing)\.ts$/.test(file)),
);
const isPure = (file: string): boolean =>
  (steering.has(file) || PURE.some((folder) => under(file, folder))) &&
  !IMPURE.some((folder) => under(file, folder));
const inside = ({ from }: Import) =>
  ["shared", "server", "client", "games", "test", "tools"].some((top) => under(from, top));

describe("imports", () => {
  it("are found", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.filter(inside).length).toBeGreaterThan(150);
  });

  it("within the project follow the rules", () => {
    const against = imports.filter(inside).filter(({ file, from }) => {
      const rule = Object.keys(MAY)
        .filter((folder) => under(file, folder))
        .sort((a, b) => b.length - a.length)[0];
      return rule === undefined || !MAY[rule]!.some((allowed) => under(from, allowed));
    });
    expect(against).toEqual([]);
  });

  it("of games occur in the composition roots only: the engine knows no game", () => {
    const knows = imports.filter(({ file, from }) => !under(file, "games") && under(from, "games"));
    expect([...new Set(knows.map(({ file }) => file))].sort()).toEqual([...ROOTS].sort());
  });

  it("of packages do not reach the simulation and the brains", () => {
    expect([...steering]).toEqual(["games/puck/starter.ts"]);
    const packages = imports.filter((one) => !inside(one) && isPure(one.file));
    expect(packages).toEqual([]);
  });
});

/** Folders of tests whose own folders mirror those of the engine and of the games. */
const MIRRORS = ["unit", "property", "games"];
/** @param file of test/ @returns the folder that it may import from */
const ownFolder = (file: string): string => {
  const [, kind, area] = file.split("/");
  const isInArea = MIRRORS.includes(kind!) && file.split("/").length > 3;
  return isInArea ? `test/${kind}/${area}` : `test/${kind}`;
};
const isForeign = ({ file, from }: Import): boolean =>
  under(from, "test") &&
  (from.endsWith(".test.ts") || (!under(from, ownFolder(file)) && !under(from, "test/support")));

describe("tests", () => {
  it("of tests come from their own folder and from test/support only", () => {
    const tests = globSync("test/**/*.ts", { cwd: PROJECT });
    expect(tests.length).toBeGreaterThan(150);
    expect(tests.flatMap(importsOf).filter(isForeign)).toEqual([]);
  });

  it.each([
    ["test/unit/net/a.test.ts", "test/unit/net/b.ts", false],
    ["test/unit/bots/scenario/a.test.ts", "test/unit/bots/b.ts", false],
    ["test/bench/load/a.ts", "test/bench/b.ts", false],
    ["test/unit/net/a.test.ts", "test/support/b.ts", false],
    ["test/unit/net/a.test.ts", "test/unit/log/b.ts", true],
    ["test/unit/a.test.ts", "test/property/b.ts", true],
    ["test/games/puck/a.test.ts", "test/games/skirmish/b.ts", true],
    ["test/unit/net/a.test.ts", "test/unit/net/b.test.ts", true],
  ])("%s imports %s: foreign is %s", (file, from, foreign) => {
    expect(isForeign({ file, from })).toBe(foreign);
  });
});

describe("the simulation", () => {
  it("[SI1] reads no clock, draws no unseeded number, and uses no function that engines round differently", () => {
    const forbidden =
      /\b(Date|performance|setTimeout|setInterval|process)\b|Math\.(random|sin|cos|tan|atan2?|asin|acos|exp|log\w*|pow|hypot|cbrt)\b|\*\*/;
    const guilty = files.filter(isPure).flatMap((file) =>
      readFileSync(join(PROJECT, file), "utf8")
        .split("\n")
        .filter((line) => !/^\s*(\/\*|\*|\/\/)/.test(line) && forbidden.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(guilty).toEqual([]);
  });
});
