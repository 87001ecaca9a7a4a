/** Faults of brains. The message says what failed, with file and line. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { printable } from "../../../shared/text.ts";

export class BrainFault extends Error {}

/** Marks the URLs of an author's modules. Each load has a number, so that Node loads a saved file again. */
export const LOAD_MARK = "?brain=";

const FRAME = /(file:\/\/[^\s()?]+)\?brain=\d+:(\d+)(?::\d+)?/;
/** Any stack frame, and the folder of the games, whose own brains have no mark. */
const ANY_FRAME = /(file:\/\/[^\s()?]+):(\d+):\d+/g;
const GAMES = new URL("../../../games/", import.meta.url).href;
/** Start of the stack when Node cannot parse a file. */
const UNPARSED = /^(\/[^\n]+):(\d+)\n/;
/** Places in the error output of Python; then of Perl, Ruby, Lua, Node and most other languages. */
const PYTHON_PLACE = /File "([^"]+)", line (\d+)/g;
const OTHER_PLACE = /([\w./-]+\.\w+)(?: line |:)(\d+)/;

/**
 * @param thrown by a brain, or while it was loaded
 * @returns the fault, with the first stack frame in the author's files, or in those of the game
 */
export function faultOf(thrown: unknown): BrainFault {
  if (thrown instanceof BrainFault) return thrown;
  if (!(thrown instanceof Error)) return new BrainFault(`the brain threw ${printable(String(thrown))}`);
  const stack = thrown.stack ?? "";
  const place =
    FRAME.exec(stack) ?? [...stack.matchAll(ANY_FRAME)].find(([, file]) => file!.startsWith(GAMES));
  const unparsed = UNPARSED.exec(stack);
  const [path, line] = place ? [fileURLToPath(place[1]!), place[2]] : (unparsed?.slice(1) ?? []);
  const where = path === undefined ? "" : ` (${shortPath(path)}:${line})`;
  const [message] = thrown.message.split("\n");
  return new BrainFault(printable(`${thrown.name}: ${message!.replace(/\?brain=\d+/g, "")}${where}`), {
    cause: thrown,
  });
}

/** @param output stderr of a program @returns its error message, with file and line; "" if there is none */
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
