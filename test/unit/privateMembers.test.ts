/** Private members of packages are used by the adapters of server/framework and client/framework only. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

const under = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Folders that may name private members of packages: see server/framework/members.ts. */
const ADAPTERS = [
  ...["server/framework", "client/framework"],
  // Takes the place of the sockets between the two.
  "tools/virtual",
];
/**
 * Also allowed to use the symbols that @colyseus/schema exports for encoders;
 * server/framework/schema.ts checks them.
 */
const ENCODERS = [...ADAPTERS, "server/replication", "shared/fields"];
/**
 * Number of lines a file with casts that reach no private member: the types of objects of the
 * project are computed.
 */
const COMPUTED: { [file: string]: number } = {
  "shared/fields/schema.ts": 1,
  "client/replay/shownMatch.ts": 3,
  "client/session/prediction.ts": 1,
  "client/session/session.ts": 2,
  "client/session/tracks.ts": 2,
};

describe("private members of packages", () => {
  const code = globSync("{shared,server,client,games,tools}/**/*.ts", { cwd: PROJECT }).map((file) => ({
    file,
    lines: readFileSync(join(PROJECT, file), "utf8")
      // Removes comments, which may name anything, and keeps line numbers.
      .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
      .replace(/(^|\s)\/\/.*$/gm, "$1")
      .split("\n"),
  }));
  const guilty = (forbidden: RegExp, allowed: readonly string[]) =>
    code
      .filter(({ file }) => !allowed.some((folder) => under(file, folder)))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line, at) => (forbidden.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
      );

  it("are reached by no cast outside of server/framework and client/framework", () => {
    const casts = guilty(/\bas unknown as\b|\bas any\b|<any>|\bReflect\.(?:get|set)\b/, ADAPTERS);
    const left = { ...COMPUTED };
    const more = casts.filter((line) => {
      const file = line.split(":")[0]!;
      left[file] = (left[file] ?? 0) - 1;
      return left[file] < 0;
    });
    expect(more).toEqual([]);
  });

  it("are named nowhere else: members with an underscore, bindings, symbols of foreign objects", () => {
    // `_authToken` is a query parameter of URLs, `_blank` where a link opens.
    const member =
      /\._[a-z]|\{ ?_[a-z]|["'`]_(?!(?:authToken|blank)\b)[a-z]\w*["'`]|^\s*(?:readonly )?_[a-z]\w*\??[(:].*;$/i;
    expect(guilty(member, ADAPTERS)).toEqual([]);
    expect(guilty(/\bgetOwnPropertySymbols\b|\bprocess\.binding\b|\binternalBinding\b/, ADAPTERS)).toEqual(
      [],
    );
  });

  it("that are symbols of @colyseus/schema are used by encoders only", () => {
    const symbol =
      /\$(?:changes|refId|values|getByIndex|deleteByIndex|indexes|track|encoder|decoder|filter|childType|numFields)\b/;
    expect(guilty(symbol, ENCODERS)).toEqual([]);
  });

  it("are detected by this test in the adapters", () => {
    const casts = code.filter(({ file }) => under(file, "server/framework"));
    expect(
      casts.filter(({ lines }) => lines.some((line) => /\bas unknown as\b/.test(line))).length,
    ).toBeGreaterThan(4);
  });
});
