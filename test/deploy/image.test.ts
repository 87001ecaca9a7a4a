/**
 * The packages that deploy/Dockerfile keeps: a server starts, plays and hands over, and there is no package
 * that it does not load.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join as joinGame } from "../../games/skirmish/client/session/join.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { PROJECT } from "../support/server.ts";
import { until } from "../support/until.ts";

/** Installed with the server's own packages, and never loaded by a server. */
const NEVER = [
  "@colyseus/monitor",
  "@colyseus/playground",
  "@colyseus/auth",
  "@colyseus/sdk",
  "colyseus",
  "lodash",
];

let app: string;
let cluster: TestCluster;
beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), "skirmish-image-"));
  for (const part of ["server", "shared", "games", "dist", "package.json"])
    cpSync(join(PROJECT, part), join(app, part), { recursive: true });
  // Hard links: only deletions matter.
  execFileSync("cp", ["-al", join(PROJECT, "node_modules"), app]);
  execFileSync(process.execPath, [join(PROJECT, "tools/image/prune.ts"), app]);
  cluster = await TestCluster.start(0);
});
afterAll(async () => {
  await cluster?.close();
  rmSync(app, { recursive: true, force: true });
});

/** @returns the packages of files, as paths below node_modules */
const packagesOf = (files: string[]): string[] =>
  [
    ...new Set(files.flatMap((file) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])),
  ].sort();

it("[HO6] the image holds the packages that a server in a cluster loads, and no others", async () => {
  const program = join(app, "server/main.ts");
  const lists = [0, 1].map((n) => join(app, `loaded-${n}`));
  const traced = (list: string) => ({
    NODE_ENV: "production",
    NODE_OPTIONS: `--import ${join(PROJECT, "tools/image/trace.ts")}`,
    LOADED: list,
    RECORDS: "on",
  });
  const first = await cluster.add(traced(lists[0]!), program);
  const session = await joinGame({ url: first.url, room: "arena", name: "Ada" });
  const land = fly(session);
  await until(() => session.stats.patches > 30, "Ada to play");
  const second = await cluster.add(traced(lists[1]!), program);
  for (const path of ["/", "/ops/", "/ops/status", "/metrics", "/api/rooms", "/api/players"])
    expect((await fetch(second.url + path, { headers: cluster.operator })).status, path).toBe(200);
  const other = await joinGame({ url: second.url, room: "swarm", name: "Bob" });
  await first.stop();
  await until(() => session.stats.returns > 0 && session.link.state === "playing", "Ada to be handed over");
  land();
  await Promise.all([session.leave(), other.leave()]);
  await second.stop();

  const loaded = packagesOf(lists.flatMap((list) => readFileSync(list, "utf8").split("\n")));
  const kept = globSync("node_modules/**/*", { cwd: app, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  expect(packagesOf(kept)).toEqual(loaded);
  for (const name of NEVER) expect(existsSync(join(app, "node_modules", name)), name).toBe(false);
  expect(kept.filter((file) => /\.(?:map|[cm]?ts)$|readme|changelog/i.test(file))).toEqual([]);
});
