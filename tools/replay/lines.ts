/** Formats a replay as lines of text. */
import type { Broadcaster } from "../../server/game.ts";
import type { WorldCommand } from "../../shared/log/command.ts";
import type { MatchLog } from "../../shared/log/matchLog.ts";
import type { ReplayEvent } from "../../shared/log/replay.ts";
import { printable } from "../../shared/text.ts";
import { TICK_RATE } from "../../shared/tick.ts";

export const withCommas = (count: number): string => count.toLocaleString("en-GB");

/** @returns a tick as a time of the match, as in "  12:03.4" */
export function timeOf(tick: number): string {
  const tenths = Math.floor((tick * 10) / TICK_RATE);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${(rest / 10).toFixed(1).padStart(4, "0")}`.padStart(9);
}

/** @returns a description of the logs: match, ticks and size */
export function headlineOf(title: string, logs: readonly MatchLog[]): string {
  const { mode, match, gameVersion, seed } = logs[0]!.header;
  const name = `${title}, ${mode}, match ${match}, version ${gameVersion}${seed === undefined ? "" : `, seed ${seed}`}`;
  const parts = logs.map((log) => {
    const seconds = (log.to - log.from) / TICK_RATE;
    const rate = seconds > 0 ? `, ${(log.length / 1000 / seconds).toFixed(2)} kB/s` : "";
    const began = new Date(log.header.started).toISOString().slice(0, 19).replace("T", " ");
    return `  ${began}  epoch ${log.header.epoch}, ticks ${withCommas(log.from)} to ${withCommas(log.to)}, ${withCommas(Math.round(log.length / 1000))} kB${rate}`;
  });
  return [name, ...parts].map(printable).join("\n");
}

/** Names of players and pilots by their keys, as far as they have been seen. */
export class Names {
  readonly #names = new Map<string, string>();

  see(players: ReadonlyMap<string, { readonly name: string }>): void {
    for (const [key, { name }] of players) this.#names.set(key, name);
  }

  of = (key: string): string => this.#names.get(key) ?? key;

  /**
   * @returns the fields of a message, with names in place of keys; "killerName" is left out beside "killer"
   */
  inWords(message: object): string {
    return Object.entries(message)
      .filter(([field]) => !(field.endsWith("Name") && field.slice(0, -4) in message))
      .map(
        ([field, value]) => `${field} ${typeof value === "string" ? this.of(value) : JSON.stringify(value)}`,
      )
      .join(", ");
  }
}

/** @returns a `Broadcaster` for the rules: each message to all players becomes a line */
export function broadcastLines(
  names: Names,
  line: (tick: number, text: string) => void,
): { at(tick: number): Broadcaster } {
  let now = 0;
  const broadcaster: Broadcaster = {
    announce: (text) => line(now, text),
    sendAround: (_at, type, message) => line(now, `${type}: ${names.inWords(message)}`),
    sendTo() {},
    count() {},
  };
  return {
    at(tick) {
      now = tick;
      return broadcaster;
    },
  };
}

/** @returns undefined for an event that is not printed */
export function lineOf(event: ReplayEvent, names: Names): string | undefined {
  switch (event.type) {
    case "command":
      return `${timeOf(event.tick)}  ${commandLine(event.command, names)}`;
    case "wrong":
      return `✗ tick ${withCommas(event.tick)}: not as in the room: ${few(event.fields)}; right until tick ${withCommas(event.right)}${event.how === undefined ? "" : `; ${event.how}`}`;
    case "fault":
      return `! tick ${withCommas(event.tick)}: ${event.what}`;
    case "hole":
      return `! ticks ${withCommas(event.from)} to ${withCommas(event.to)} are in no log`;
    case "moved": {
      const back = event.played - event.recovered;
      return `${timeOf(event.tick)}  the match moves to another process (epoch ${event.epoch})${back > 0 ? `; ${back} ticks that were logged are taken back` : ""}`;
    }
    case "end":
      return `${timeOf(event.tick)}  ${ENDS[event.reason]}`;
    default:
      return undefined;
  }
}

const ENDS = {
  over: "the match is over",
  moved: "the match goes on in another process, whose log is not here",
  cut: "the log was cut off here",
  open: "the log goes no farther",
} as const;

const few = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");

function commandLine(command: WorldCommand, names: Names): string {
  if (command.type === "note") return command.text;
  const who = names.of(command.key);
  switch (command.type) {
    case "join":
      return `${who} joins (${command.key})`;
    case "leave":
      return `${who} ${command.kicked ? "is kicked" : "leaves"}`;
    case "drop":
      return `${who} loses the connection`;
    case "migrate":
      return `${who} has to follow the match`;
    case "back":
      return `${who} is back`;
    case "message":
      return `${who} says ${command.name} ${JSON.stringify(command.body)}`;
    case "watch":
      return `${who} looks from ${command.other === undefined ? "its own place" : names.of(command.other)}`;
  }
}
