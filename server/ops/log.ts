/** The log: lines for a person in a terminal, JSON otherwise. Fields never hold tokens, secrets or addresses. */
import { type Logger, type LoggerOptions, pino } from "pino";
import { PinoPretty } from "pino-pretty";

/** Whatever library put them into a message: tokens by name, by form, and what a failed call was made with. */
const SECRETS =
  /((?:reconnectionToken|_authToken|skirmish_(?:session|operator))\W{1,6})[\w.-]+|(Bearer )[\w.+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|(with args )\[[^\]]*\]/g;

/** @returns the line without what must not be read in a log */
export const redact = (line: string): string => line.replace(SECRETS, "$1$2$3[secret]");

/** What would steer a terminal: escaped, as JSON has controls, or as it is. Ends of lines stay, for stacks. */
const STEERING = /\\(?:\\|u00[01][\da-f]|[bfr])|[\u007F-\u009F\u2028\u2029\p{Bidi_C}]/giu;

/** @param line of JSON @returns one in which all that would steer a terminal stands as its code, also once it is read */
export const inert = (line: string): string =>
  line.replace(STEERING, (one) => {
    if (one === "\\\\") return one;
    return one.startsWith("\\") ? `\\${one}` : `\\\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });

/** As pino numbers its levels. */
const ERROR = 50;

/** The framework hands over whole stacks. */
function firstLine([first, second]: unknown[]): string {
  const text = typeof first === "string" ? first : (second ?? (first as Error).message);
  return redact(String(text)).split("\n")[0]!;
}

/** An error of Redis carries the command that failed with all it was sent with: a match, its tokens. Its name is enough. */
function described(error: unknown): unknown {
  const told = pino.stdSerializers.err(error as Error) as { command?: { name: string; args?: unknown } };
  if (told?.command?.args !== undefined) told.command = { name: told.command.name };
  return told;
}

const optionsOf = ({ level, onErrorLine }: LogOptions): LoggerOptions => ({
  level,
  hooks: {
    streamWrite: (line: string) => inert(redact(line)),
    logMethod(args, method, lineLevel): void {
      if (lineLevel >= ERROR) onErrorLine?.(firstLine(args));
      method.apply(this, args);
    },
  },
  serializers: { err: described },
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
});
const lines = { translateTime: "SYS:HH:MM:ss", singleLine: true, sync: true };

/**
 * The destination without a terminal. Once its reader is gone, nothing is written any more: the library
 * would throw at every line, and wait for ever at the end of the process.
 */
function standardOutput(): ReturnType<typeof pino.destination> {
  const out = pino.destination({ fd: 1, sync: true });
  out.removeAllListeners("error").on("error", () => {
    const silent: { [method: string]: unknown } = out as never;
    for (const method of ["write", "flush", "flushSync", "end", "destroy"]) silent[method] = () => true;
  });
  return out;
}

export type Log = Logger;

export interface LogOptions {
  /** See LOG_LEVEL in env.ts. */
  level: string;
  /** Called for every line of level error or fatal with its first line, fields left out. */
  onErrorLine?: (text: string) => void;
}

export const createLog = (options: LogOptions): Log =>
  pino(optionsOf(options), process.stdout.isTTY ? PinoPretty(lines) : standardOutput());
