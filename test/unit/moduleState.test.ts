/**
 * No module that a server loads keeps state: mutable state belongs to a server, of which a process may have
 * several.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

/** Constants that are written to, with the reason why they are not state. */
const SCRATCH: { readonly [constant: string]: string } = {
  "server/net/inputCodec.ts bits": "converts one number, and is read at once",
  "server/replication/compiledTables.ts float": "rounds one number, and is read at once",
  "shared/log/worldHash.ts double": "converts one number, and is read at once",
  "shared/maths/angle.ts SIN": "is filled when the module is loaded, and only read then",
};

/** Expressions that create a mutable object. */
const MADE = /^(?:new (?:Map|Set|WeakMap|WeakSet|Array|\w+Array)\b|Buffer\.|\[|\{)/;
const writes = (name: string): RegExp =>
  new RegExp(
    [
      `\\b${name}\\.(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copy|write\\w*)\\(`,
      `\\b${name}(?:\\.\\w+|\\[[^\\]]+\\])+ (?:[-+*/|&^]|\\?\\?|\\|\\|)?=[^=>]`,
      `\\b${name}(?:\\.\\w+|\\[[^\\]]+\\])+(?:\\+\\+|--)`,
      `(?:\\+\\+|--)${name}\\b`,
      `\\bObject\\.assign\\(${name}\\b`,
    ].join("|"),
  );
/** Objects that change when they are used: they belong to a context. */
const ALIVE = /^(?:new (?!Map|Set|RegExp|URL|TextDecoder|TextEncoder)[A-Z]\w*\(|create[A-Z]\w*\(|pino\()/;

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

/**
 * @param others files that may write to the exports of this file
 * @returns the module state in a file. The code is formatted: an unindented line belongs to the module.
 */
function stateIn(file: string, text: string, others = ""): string[] {
  const code = withoutComments(text);
  const found: string[] = [];
  for (const [, name] of code.matchAll(/^(?:export )?(?:let|var) (\w+|[[{])/gm))
    found.push(`${file} let ${name}`);
  for (const [, exported, name, value] of code.matchAll(
    /^(export )?const (\w+)(?:: [^=]+)? =\s+([^\n]*)/gm,
  )) {
    const isWritten = MADE.test(value!) && writes(name!).test(exported ? code + others : code);
    if (isWritten || (ALIVE.test(value!) && !/^new \w+Array\(/.test(value!))) found.push(`${file} ${name}`);
  }
  for (const [line] of code.matchAll(
    /^\s+(?:\w+ )*static (?!async |readonly )(?:\w+ )*#?\w+(?:: [^;({]+)?(?: =[^\n]*)?[;=][^\n]*$/gm,
  ))
    found.push(`${file} ${line.trim()}`);
  for (const [, field, value] of code.matchAll(
    /^\s+(?:\w+ )*static readonly (#?\w+)(?:: [^=]+)? =\s+([^\n]*)/gm,
  )) {
    const isWritten = MADE.test(value!) && writes(`\\w+\\.${field}`).test(code);
    if (isWritten || ALIVE.test(value!)) found.push(`${file} static ${field}`);
  }
  for (const [line] of code.matchAll(/^[A-Z]\w+\.\w+ = .*$/gm)) found.push(`${file} ${line}`);
  return found;
}

const files = globSync("{server,shared}/**/*.ts", { cwd: PROJECT }).sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(PROJECT, file), "utf8")]));
const all = withoutComments([...texts.values()].join("\n"));
const found = [...texts].flatMap(([file, text]) => stateIn(file, text, all));
/** Entry points of a process or a thread: they create what they hand down. */
const ENTRIES = ["server/main.ts", "server/cluster/watchdogThread.ts"];

describe("[EN1] module state", () => {
  it.each([
    "let count = 0;",
    "export let listener: () => void = () => {};",
    "const known = new Map<string, number>();\nconst f = () => known.set('a', 1);",
    "const list: string[] = [];\nconst f = () => list.push('a');",
    "export const words = { filter: true };\nconst f = () => {\n  words.filter = false;\n};",
    "const counts = { a: 0 };\nconst f = () => {\n  counts.a++;\n};",
    "export const events = new EventLog();",
    "export const log = createLog({});",
    "class Room {\n  static lobby: Lobby;\n}",
    "class Room {\n  static shared: Options | undefined = undefined;\n}",
    "class Counter {\n  static all = new Set<Counter>();\n}",
    "class Counter {\n  static #count = 0;\n}",
    "class Counter {\n  static readonly #all = new Set<Counter>();\n  add() {\n    Counter.#all.add(this);\n  }\n}",
    "class Counter {\n  static readonly total = { all: 0 };\n  add() {\n    Counter.total.all++;\n  }\n}",
    "class Counter {\n  private static readonly lobby = new Lobby();\n}",
  ])("is detected: %s", (text) => {
    expect(stateIn("a.ts", text)).toHaveLength(1);
  });

  it.each([
    "const METHODS = new Set(['join']);\nconst f = () => METHODS.has('join');",
    "export const RATES = { a: 1 } as const;\nconst f = () => RATES.a === 1;",
    "const text = new TextDecoder();",
    "function f() {\n  let count = 0;\n  count++;\n}",
    "class Room {\n  static readonly #names = new Set(['a']);\n  has = () => Room.#names.has('a');\n}",
    "class Room {\n  static readonly most = 4;\n  static of(a: number): Room {\n    return new Room();\n  }\n}",
  ])("is not detected in: %s", (text) => {
    expect(stateIn("a.ts", text)).toEqual([]);
  });

  it("does not exist in server/ and shared/", () => {
    expect(files.length).toBeGreaterThan(100);
    const state = found.filter(
      (one) =>
        !(one in SCRATCH) && !ENTRIES.some((entry) => one.startsWith(`${entry} `) && !one.includes(" let ")),
    );
    expect(state).toEqual([]);
  });

  it("is checked in the exceptions", () => {
    expect(found.filter((one) => one in SCRATCH).sort()).toEqual(Object.keys(SCRATCH).sort());
  });

  it("of the framework is imported by its adapter only, and handed on", () => {
    const guilty = files.filter((file) => {
      const text = readFileSync(join(PROJECT, file), "utf8");
      const imports = [...text.matchAll(/^import \{([^}]*)\} from "@colyseus\/(?:core|ws-transport)";/gm)];
      return imports.some(([, names]) =>
        /(?<!type )\b(?:matchMaker|Server|WebSocketTransport)\b/.test(names!),
      );
    });
    expect(guilty).toEqual(["server/framework/framework.ts"]);
  });
});
