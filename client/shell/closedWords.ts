/** Why a connection is over, in the language of the page. */
import { CLOSE } from "../../shared/protocol.ts";
import { words } from "../strings/index.ts";

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(CLOSE).map(([name, code]) => [code, name]));

export function closedWords(code: number): string {
  const { other, ...known } = words.closed;
  return (known as { readonly [name: string]: string })[NAMES.get(code) ?? code] ?? other(code);
}
