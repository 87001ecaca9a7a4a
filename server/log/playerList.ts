/**
 * The players of a match, one line each, in a file beside its log, so that a list of players needs no read of
 * the log. Lines are only appended; readers skip an incomplete line.
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

  /** Writes new players. Failed writes are repeated at the next call. @param log path of the log */
  async flush(log: string): Promise<void> {
    const lines = this.#pending;
    if (lines === "") return;
    this.#pending = "";
    // Starts with a line break, because the previous line may be incomplete.
    await appendFile(log + PLAYERS_SUFFIX, `\n${lines}`).catch(() => {
      this.#pending = lines + this.#pending;
    });
  }
}

/**
 * @param log path of the log @returns players, once for each of their names; none when the file is missing
 */
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
