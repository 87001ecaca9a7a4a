/** Private members of packages are used by the adapters of server/framework and client/framework only. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

const under = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Folders that may name private members of packages: see server/framework/members.ts. */
const ADAPTERS = ["server/framework", "client/framework"];
/**
 * Files that name members which an adapter reads, because they take the place of the objects that have them.
 */
const STAND_INS = [
  // Clients without a socket.
  ...["tools/virtual/socketClient.ts", "test/support/testClient.ts", "test/unit/net/liveness.test.ts"],
  // A room that gets frames without a socket.
  "test/support/framesOfRoom.ts",
  // A framework in which a member is missing, and what the server says then.
  ...["test/support/renamedServer.ts", "test/integration/start.test.ts"],
  "test/unit/framework",
  // The name of a file.
  "test/support/s3.ts",
  // The texts of this test.
  "test/unit/privateMembers.test.ts",
];
/**
 * Also allowed to use the symbols that @colyseus/schema exports for encoders; server/framework/schema.ts
 * checks them.
 */
const ENCODERS = [
  ...ADAPTERS,
  ...["server/replication", "shared/fields"],
  // They compare wire ids.
  ...["test/unit/replication", "test/games/skirmish/largeSwarm.test.ts", "test/unit/privateMembers.test.ts"],
];
/**
 * Number of lines a file with casts that reach no private member: the types of objects of the project are
 * computed.
 */
const COMPUTED: { [file: string]: number } = {
  "shared/fields/players.ts": 1,
  "shared/fields/schema.ts": 1,
  "shared/tableTraining.ts": 2,
  "shared/scoreArena.ts": 1,
  "server/defineRules.ts": 2,
  "server/replication/publish.ts": 1,
  "server/records/sqliteStore.ts": 1,
  // Replaces public methods of a destination of the log.
  "server/ops/log.ts": 1,
  "client/main.ts": 1,
  "client/defineClient.ts": 2,
  "client/bots/brain/sessionView.ts": 1,
  "client/bots/brain/moduleBrain.ts": 1,
  "client/replay/shownMatch.ts": 1,
  "client/session/prediction.ts": 1,
  "client/session/tracks.ts": 2,
  // Events of browsers, and their own where those have none.
  "client/transport/httpSocket.ts": 1,
  "games/skirmish/bots.ts": 1,
  "games/skirmish/client/scene/sprites/renderer.ts": 1,
  "tools/league/cli.ts": 1,
  "tools/league/host.ts": 1,
  "tools/spar/roundLog.ts": 1,
  "tools/virtual/socketClient.ts": 1,
  "tools/virtual/virtualRoom.ts": 1,
};
/** A cast past the type checker. */
const CAST = /\bas (?:unknown|never|object) as\b|\bas (?:any|never)\b|<any>|\bReflect\.(?:get|set)\b/;
/**
 * A cast to a written-out type with a private member whose name has no underscore. Tests cast parts of
 * objects to their types, so other casts say nothing there.
 */
const NAMED_CAST =
  /\bas (?:unknown|never|object|any) as \{[^}]*\b(?:pub|sub|subscriptions|commandQueue|socketTimeoutTimer|serializer|onMessageCallback|ref|kHandle)\??:/;

describe("private members of packages", () => {
  const read = (files: string) =>
    globSync(files, { cwd: PROJECT }).map((file) => ({
      file,
      lines: readFileSync(join(PROJECT, file), "utf8")
        // Removes comments, which may name anything, and keeps line numbers.
        .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
        .replace(/(^|\s)\/\/.*$/gm, "$1")
        .split("\n"),
    }));
  const code = read("{shared,server,client,games,tools}/**/*.ts");
  const all = [...code, ...read("test/**/*.ts")];
  const guilty = (forbidden: RegExp, allowed: readonly string[], files = all) =>
    files
      .filter(({ file }) => !allowed.some((folder) => under(file, folder)))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line, at) => (forbidden.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
      );

  it("are reached by no cast outside of server/framework and client/framework", () => {
    const casts = guilty(CAST, ADAPTERS, code);
    const left = { ...COMPUTED };
    const more = casts.filter((line) => {
      const file = line.split(":")[0]!;
      left[file] = (left[file] ?? 0) - 1;
      return left[file] < 0;
    });
    expect(more).toEqual([]);
    expect(
      Object.entries(left).filter(([, count]) => count > 0),
      "fewer than declared",
    ).toEqual([]);
  });

  it("are reached by no cast of a test", () => {
    expect(guilty(NAMED_CAST, STAND_INS, all)).toEqual([]);
  });

  it("are named nowhere else: members with an underscore, bindings, symbols of foreign objects", () => {
    // `_authToken` is a query parameter of URLs, `_blank` where a link opens.
    const member =
      /\._[a-z]|\{ ?_[a-z]|["'`]_(?!(?:authToken|blank)\b)[a-z]\w*["'`]|^\s*(?:readonly )?_[a-z]\w*\??[(:].*;$/i;
    const allowed = [...ADAPTERS, ...STAND_INS];
    expect(guilty(member, allowed)).toEqual([]);
    expect(guilty(/\bgetOwnPropertySymbols\b|\bprocess\.binding\b|\binternalBinding\b/, allowed)).toEqual([]);
  });

  it("that are symbols of @colyseus/schema are used by encoders only", () => {
    const symbol =
      /\$(?:changes|refId|values|getByIndex|deleteByIndex|indexes|track|encoder|decoder|filter|childType|numFields)\b/;
    expect(guilty(symbol, ENCODERS)).toEqual([]);
  });

  it.each([
    "room as unknown as Parts",
    "(room as never)",
    "room as never as Parts",
    "room as object as Parts",
    "room as any",
  ])("are taken to be reached by the cast %s", (line) => {
    expect(CAST.test(line)).toBe(true);
  });

  it("are detected by this test in the adapters", () => {
    const casts = code.filter(({ file }) => under(file, "server/framework"));
    expect(
      casts.filter(({ lines }) => lines.some((line) => /\bas unknown as\b/.test(line))).length,
    ).toBeGreaterThan(4);
  });
});
