/** Imports point one way: client → shared ← server, and nothing of the simulation looks out. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

/** What files under a folder may import: folders or files of the project. The longest matching folder rules. */
const MAY: { [folder: string]: readonly string[] } = {
  shared: ["shared"],
  "shared/sim": ["shared/sim", "shared/config.ts"],
  "shared/schema": ["shared/schema", "shared/config.ts"],
  "shared/brains": ["shared/brains", "shared/sim", "shared/config.ts"],
  server: ["server", "shared"],
  "server/sim": ["server/sim", "shared"],
  "server/net": ["server/net", "shared"],
  "server/ops": ["server/ops", "server/net", "shared"],
  "server/cluster": [
    "server/cluster",
    "server/sim",
    "server/replication",
    "server/net",
    "server/ops",
    "shared",
  ],
  "server/replication": ["server/replication", "server/sim", "server/net", "shared"],
  "server/rooms": [
    "server/rooms",
    "server/sim",
    "server/replication",
    "server/cluster",
    "server/net",
    "server/ops",
    "shared",
  ],
  client: ["client", "shared"],
  "client/browser": ["client/browser"],
  "client/session": ["client/session", "client/browser", "shared"],
  "client/input": ["client/input", "client/browser", "client/session", "shared"],
  "client/game": ["client/game", "client/browser", "client/session", "shared"],
  "client/hud": ["client/hud", "client/browser", "client/input", "client/session", "shared"],
  "client/ops": ["client/ops", "client/browser", "client/hud/dom.ts", "shared"],
  "client/bots": ["client/bots", "client/session", "shared"],
};
/** Packages that must not be seen in a folder: the simulation knows nothing of sockets, schemas or screens. */
const PURE = ["shared/sim", "shared/brains", "server/sim"];

interface Import {
  file: string;
  from: string;
}

const files = globSync("{shared,server,client}/**/*.ts", { cwd: PROJECT });
const imports = files.flatMap((file): Import[] => {
  const text = readFileSync(join(PROJECT, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map(([, from]) => ({
    file,
    from: from!.startsWith(".") ? relative(PROJECT, join(PROJECT, dirname(file), from!)) : from!,
  }));
});
const under = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const inside = ({ from }: Import) =>
  ["shared", "server", "client", "test", "tools"].some((top) => under(from, top));

describe("imports", () => {
  it("are found at all", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.filter(inside).length).toBeGreaterThan(150);
  });

  it("within the project follow the arrows", () => {
    const against = imports.filter(inside).filter(({ file, from }) => {
      const rule = Object.keys(MAY)
        .filter((folder) => under(file, folder))
        .sort((a, b) => b.length - a.length)[0];
      return rule === undefined || !MAY[rule]!.some((allowed) => under(from, allowed));
    });
    expect(against).toEqual([]);
  });

  it("of packages do not reach the simulation and the brains", () => {
    const packages = imports.filter((one) => !inside(one) && PURE.some((folder) => under(one.file, folder)));
    expect(packages).toEqual([]);
  });
});

describe("the simulation", () => {
  it("[SI1] reads no clock, draws no unseeded number, and uses no function that engines round differently", () => {
    const forbidden =
      /\b(Date|performance|setTimeout|setInterval|process)\b|Math\.(random|sin|cos|tan|atan2?|asin|acos|exp|log\w*|pow|hypot|cbrt)\b|\*\*/;
    const guilty = files
      .filter((file) => PURE.some((folder) => under(file, folder)))
      .flatMap((file) =>
        readFileSync(join(PROJECT, file), "utf8")
          .split("\n")
          .filter((line) => !/^\s*(\/\*|\*|\/\/)/.test(line) && forbidden.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(guilty).toEqual([]);
  });
});
