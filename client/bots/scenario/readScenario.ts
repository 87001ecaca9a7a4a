/** Reads a scenario from YAML. Error messages have the line, the key and the accepted values. */
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { z } from "zod";
import { BadFile } from "../merge.ts";
import { type Scenario, scenarioSchema } from "./format.ts";

/** The file is no scenario. The message is for the user: one line for each fault. */
export class BadScenario extends BadFile {}

export interface ScenarioSource {
  /** Name of the file, for messages. */
  file: string;
  text: string;
}

/** @param brainsOf the brains of the game of a room; an absent room is the default one @throws BadScenario */
export function readScenario(
  { file, text }: ScenarioSource,
  brainsOf: (room: string | undefined) => readonly string[],
): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined): string =>
    offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    throw new BadScenario(document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message}`).join("\n"));
  const given: unknown = document.toJS({ maxAliasCount: 100 });
  const room = (given as { room?: unknown } | null)?.room;
  const schema = scenarioSchema(brainsOf(typeof room === "string" ? room : undefined));
  const result = schema.safeParse(given, { reportInput: true });
  const faults = result.success
    ? faultsOf(result.data)
    : result.error.issues.flatMap((issue) => explained(issue, schema));
  if (faults.length > 0)
    throw new BadScenario(
      faults
        .map((fault) => ({ ...fault, offset: offsetOf(document.contents, fault.path) }))
        .sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
        .map(({ path, what, offset }) => `${at(offset)}: ${nameOf(path)}${what}`)
        .join("\n"),
    );
  return result.data!;
}

interface Fault {
  path: readonly PropertyKey[];
  what: string;
}

/** Faults that concern several keys. */
function faultsOf({ phases, ramp: usual }: Scenario): Fault[] {
  let before = 0;
  const names = new Set<string>();
  return phases.flatMap(({ name, seconds, bots = before, ramp = usual }, i) => {
    const faults: Fault[] = [];
    const path = ["phases", i];
    if (i === 0 && bots === 0)
      faults.push({ path, what: `the first phase has no bots: add "bots", the number that plays` });
    const takes = Math.abs(bots - before) / ramp;
    if (takes > seconds)
      faults.push({
        path: [...path, "seconds"],
        what:
          `${seconds} is too short: ${Math.abs(bots - before)} bots at ${ramp} a second take ${takes.toFixed(1)} s;` +
          " lengthen the phase or raise its ramp",
      });
    if (names.has(name))
      faults.push({ path: [...path, "name"], what: `"${name}" is the name of another phase, too` });
    names.add(name);
    before = bots;
    return faults;
  });
}

function explained(issue: z.core.$ZodIssue, schema: z.ZodType): Fault[] {
  const { path, code } = issue;
  if (code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    const accepted = known.length > 0 ? `; the keys here are ${known.join(", ")}` : "";
    return issue.keys.map((key) => ({ path: [...path, key], what: `unknown key${accepted}` }));
  }
  if (code === "invalid_key")
    return [
      { path, what: `unknown figure; the figures are ${keysAt(schema, path.slice(0, -1)).join(", ")}` },
    ];
  if (code === "custom" && typeof issue.input === "object" && Object.hasOwn(issue.input ?? {}, path.at(-1)!))
    return [{ path, what: `unknown name; it takes ${issue.message}` }];
  const [inner] = code === "invalid_union" ? nested(issue) : [];
  if (inner !== undefined)
    return [
      {
        path: [...path, ...inner.path],
        what: `${shown(inner.input)} is not accepted; it takes ${inner.message}`,
      },
    ];
  if (issue.input === undefined) return [{ path, what: `is missing; it takes ${accepted(issue)}` }];
  return [{ path, what: `${shown(issue.input)} is not accepted; it takes ${accepted(issue)}` }];
}

/** Faults of a share, which the union of a name and of shares hides. */
const nested = ({ errors, input }: z.core.$ZodIssueInvalidUnion): (z.core.$ZodIssue | undefined)[] =>
  typeof input === "object" && input !== null
    ? errors.flatMap((issues) => issues.filter(({ path }) => path.length > 0).slice(0, 1))
    : [];

const accepted = ({ code, message, ...issue }: z.core.$ZodIssue): string =>
  code === "invalid_type" && message.startsWith("Invalid input")
    ? `${"expected" in issue ? aKind(String(issue.expected)) : "another value"}`
    : message;
const aKind = (kind: string): string => (kind === "object" ? "a map of keys" : `a ${kind}`);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const nameOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? ""
    : `${path.map((part, i) => (typeof part === "number" ? `[${part + 1}]` : `${i > 0 ? "." : ""}${String(part)}`)).join("")}: `;

/** @returns names of the keys that the schema has there */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = bare(schema);
  for (const part of path) {
    const next = inside(at, part);
    if (next === undefined) return [];
    at = bare(next);
  }
  if (at instanceof z.ZodObject) return Object.keys(at.shape);
  return at instanceof z.ZodRecord && at.keyType instanceof z.ZodEnum ? at.keyType.options.map(String) : [];
}

function inside(schema: z.ZodType, part: PropertyKey): z.ZodType | undefined {
  if (typeof part === "number")
    return schema instanceof z.ZodArray ? (schema.element as z.ZodType) : undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return schema instanceof z.ZodObject ? (schema.shape[String(part)] as z.ZodType | undefined) : undefined;
}

/** Without defaults and refinements around it. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return bare(schema.in as z.ZodType);
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly;
  return isWrapped ? bare(schema.unwrap() as z.ZodType) : schema;
}

/** @returns where the key stands that the path leads to, or the nearest thing around it */
function offsetOf(node: unknown, path: readonly PropertyKey[]): number | undefined {
  const start = (node as { range?: [number, number, number] | null } | null)?.range?.[0];
  const [part, ...rest] = path;
  if (part === undefined) return start;
  if (isMap(node)) {
    const pair = (node as YAMLMap).items.find(({ key }) => (isScalar(key) ? key.value : key) === part);
    const own = (pair?.key as { range?: [number, number, number] } | undefined)?.range?.[0];
    return (rest.length > 0 ? offsetOf(pair?.value, rest) : own) ?? own ?? start;
  }
  const items = (node as { items?: unknown[] } | null)?.items;
  return (items && offsetOf(items[Number(part)], rest)) ?? start;
}
