/** A brain has failed. The message is for its author: what, and in which file and line. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { printable } from "../../../shared/text.ts";

export class BrainFault extends Error {}

/** Marks the addresses of an author's modules: each load has a number, so that a saved file is loaded anew. */
export const LOAD_MARK = "?brain=";

const FRAME = /(file:\/\/[^\s()?]+)\?brain=\d+:(\d+)(?::\d+)?/;
/** How Node begins the stack of a file that it cannot parse. */
const UNPARSED = /^(\/[^\n]+):(\d+)\n/;
/** Of Python, and of Perl, Ruby, Lua, Node and most others. */
const PYTHON_PLACE = /File "([^"]+)", line (\d+)/g;
const OTHER_PLACE = /([\w./-]+\.\w+)(?: line |:)(\d+)/;

/** @param thrown by a brain or by loading it @returns what it is, with the first place in the author's files */
export function faultOf(thrown: unknown): BrainFault {
  if (thrown instanceof BrainFault) return thrown;
  if (!(thrown instanceof Error)) return new BrainFault(`the brain threw ${printable(String(thrown))}`);
  const stack = thrown.stack ?? "";
  const place = FRAME.exec(stack);
  const unparsed = UNPARSED.exec(stack);
  const [path, line] = place ? [fileURLToPath(place[1]!), place[2]] : (unparsed?.slice(1) ?? []);
  const where = path === undefined ? "" : ` (${shortPath(path)}:${line})`;
  const [message] = thrown.message.split("\n");
  return new BrainFault(printable(`${thrown.name}: ${message!.replace(/\?brain=\d+/g, "")}${where}`), {
    cause: thrown,
  });
}

/** @param output what a program wrote to stderr @returns the line that says what is wrong, with its place; "" for none */
export function complaintIn(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const last = lines.at(-1)?.trim() ?? "";
  const place = [...output.matchAll(PYTHON_PLACE)].at(-1);
  if (place !== undefined) return printable(`${last} (${place[1]}:${place[2]})`);
  const stated = lines.find((line) => OTHER_PLACE.test(line) && !line.includes("node:"));
  const error = lines.find((line) => /^\w*Error\b/.test(line));
  return printable(
    error !== undefined && stated !== undefined ? `${error} (${stated.trim()})` : (stated ?? last),
  );
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
