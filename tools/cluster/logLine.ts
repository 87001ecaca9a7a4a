/** Formats a JSON line of a server's log for a terminal. */
import { printable } from "../../shared/text.ts";

/** @returns the formatted line; the line unchanged if it is no JSON */
export function readableLog(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { time, level, msg, ...fields } = JSON.parse(line) as { [name: string]: unknown };
    const rest = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
    const severity = level === "info" ? "" : `${String(level).toUpperCase()} `;
    return printable([`${String(time).slice(11, 19)} ${severity}${msg}`, ...rest].join(" "));
  } catch {
    return line;
  }
}

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null && "message" in value
    ? JSON.stringify(value.message)
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
