/**
 * The players of a match, one line each, in a file beside its log, so that the log need not be read for them. Lines are only appended;
 * readers skip a line that was cut off.
 */
import { appendFile, readFile } from "node:fs/promises";
import { PLAYERS_SUFFIX } from "./logName.ts";

export interface LoggedPlayer {
  /** Session id. */
  readonly key: string;
  readonly name: string;
}

export class PlayerList {
  readonly #seen = new Set<string>();
  #pending = "";

  add({ key, name }: LoggedPlayer): void {
    const line = `${JSON.stringify([key, name])}\n`;
    if (this.#seen.has(line)) return;
    this.#seen.add(line);
    this.#pending += line;
  }

  /** Writes what is new. What cannot be written is tried again with the next call. @param log path of the log */
  async flush(log: string): Promise<void> {
    const lines = this.#pending;
    if (lines === "") return;
    this.#pending = "";
    // Begins with a line break: a line before it may have been cut off.
    await appendFile(log + PLAYERS_SUFFIX, `\n${lines}`).catch(() => {
      this.#pending = lines + this.#pending;
    });
  }
}

/** @param log path of the log @returns players, each as often as it came under another name; none where nothing is known */
export async function playersIn(log: string): Promise<LoggedPlayer[]> {
  const text = await readFile(log + PLAYERS_SUFFIX, "utf8").catch(() => "");
  const lines = new Set(text.split("\n").filter((line) => line !== ""));
  return [...lines].flatMap((line) => playerOf(line) ?? []);
}

function playerOf(line: string): LoggedPlayer | undefined {
  try {
    const [key, name] = JSON.parse(line);
    return typeof key === "string" && typeof name === "string" ? { key, name } : undefined;
  } catch {
    return undefined;
  }
}
