/** The code of a document, written into the files that its blocks name, as a reader would. */

export interface Edit {
  /** Path in the project. */
  readonly file: string;
  /** Where the lines go; absent: each declaration replaces the one of the same name, or is new. */
  readonly place: { readonly how: How; readonly what: string } | undefined;
  readonly text: string;
}

type How = "after" | "before" | "a row of" | "at its end";

/** As in "// games/tag/game.ts" or "// games/skirmish/server/world.ts, after `alive: boolean;`" */
const HEADER =
  /^(?:\/\/|#|<!--) (\S+\.(?:ts|json|yml|md))(?:, (after|before|a row of|at its end)(?: `(.+)`)?)?(?: -->)?$/;

/** @returns the edits of all blocks that begin with the path of a file, in their order */
export function editsIn(document: string): Edit[] {
  const edits: Edit[] = [];
  for (const [, block] of document.matchAll(/^```(?:ts|json|yaml|md)\n([\s\S]*?)^```$/gm)) {
    let open: { header: RegExpExecArray; lines: string[] } | undefined;
    const close = (): void => {
      if (open === undefined) return;
      const [, file, how, what] = open.header;
      const place = how === undefined ? undefined : { how: how as How, what: what ?? "" };
      edits.push({ file: file!, place, text: open.lines.join("\n") });
    };
    for (const line of block!.trimEnd().split("\n")) {
      const header = HEADER.exec(line);
      if (header !== null) {
        close();
        open = { header, lines: [] };
      } else open?.lines.push(line);
    }
    close();
  }
  return edits;
}

/** @param before "" of a new file @returns the text of the file after the edit @throws if it lacks the place */
export function edited(before: string, { file, place, text }: Edit): string {
  if (before === "") return `${text}\n`;
  if (place === undefined) return withDeclarations(before, text);
  if (place.how === "a row of") return withRow(before, place.what, text, file);
  if (place.how === "at its end") return `${before.trimEnd()}\n${text}\n`;
  const at = before.indexOf(place.what);
  if (at < 0) throw new Error(`${file} does not contain ${place.what}`);
  const line = place.how === "after" ? before.indexOf("\n", at) + 1 : before.lastIndexOf("\n", at) + 1;
  return `${before.slice(0, line)}${text}\n${before.slice(line)}`;
}

/** Adds a last row to a list, an object or an interface. */
function withRow(before: string, name: string, row: string, file: string): string {
  // The outermost of this name.
  const value = `(?:export )?(?:const )?${name}(?:: [^={\\n]+)?\\s*[:=]`;
  const type = `export interface ${name}`;
  const openings = [...before.matchAll(new RegExp(`^( *)(?:${value}|${type})\\s*[[{]`, "gm"))];
  const [opening] = openings.sort(([, a], [, b]) => a!.length - b!.length);
  if (opening === undefined) throw new Error(`${file} has no ${name}`);
  let [at, depth] = [opening.index + opening[0].length, 1];
  for (; depth > 0; at++) depth += /[[{(]/.test(before[at]!) ? 1 : /[\]})]/.test(before[at]!) ? -1 : 0;
  const rows = before.slice(0, at - 1).trimEnd();
  return `${rows}${/[,;[{]$/.test(rows) ? "" : ","}\n${row}\n${before.slice(at - 1)}`;
}

interface Statement {
  /** Of a declaration, "import …" of an import, "test" of a test; undefined: something else. */
  readonly name: string | undefined;
  readonly text: string;
}

/** Each begins at the first column, and includes the comment above it. */
function statementsOf(text: string): Statement[] {
  const parts = text.split(/^(?=(?:\/\*\*|import|export|const|function|interface|type|it\())/m);
  const statements: Statement[] = [];
  let comment = "";
  for (const part of parts) {
    const isComment = /^\/\*\*[\s\S]*\*\/\s*$/.test(part);
    if (isComment && !part.endsWith("\n\n")) comment = part;
    else {
      statements.push({ name: nameOf(part), text: comment + part });
      comment = "";
    }
  }
  return statements;
}

function nameOf(statement: string): string | undefined {
  if (statement.startsWith("it(")) return "test";
  const imported = /^import [\s\S]*?from "([^"]+)"/.exec(statement);
  if (imported !== null) return `import ${/^import type/.test(statement) ? "type " : ""}${imported[1]}`;
  return /^(?:export )?(?:default )?(?:const|function|interface|type) (\w+)/.exec(statement)?.[1];
}

/** A test replaces the first one. */
function withDeclarations(before: string, text: string): string {
  const statements = statementsOf(before);
  for (const { name, text: written } of statementsOf(text.trim())) {
    const statement = { name, text: `${written.trimEnd()}\n\n` };
    const at = statements.findIndex((one) => one.name === name);
    if (at >= 0) statements[at] = statement;
    else if (name?.startsWith("import")) statements.splice(1, 0, statement);
    else statements.push(statement);
  }
  return statements.map((one) => one.text).join("");
}
