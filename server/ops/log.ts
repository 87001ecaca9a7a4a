/**
 * The log: lines for a person in a terminal, JSON otherwise. Fields never hold tokens, secrets or addresses.
 */
import { type Logger, type LoggerOptions, pino } from "pino";
import { PinoPretty } from "pino-pretty";

/** Secrets in a message of any library: tokens by name and by form, and the arguments of a failed call. */
const SECRETS =
  /((?:reconnectionToken|_authToken|skirmish_(?:session|operator))\W{1,6})[\w.-]+|(Bearer )[\w.+/=-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|(with args )\[[^\]]*\]/g;

/** @returns the line without secrets */
export const redact = (line: string): string => line.replace(SECRETS, "$1$2$3[secret]");

/** Characters that control a terminal: escaped, as in JSON, or plain. Line ends stay, for stacks. */
const STEERING = /\\(?:\\|u00[01][\da-f]|[bfr])|[\u007F-\u009F\u2028\u2029\p{Bidi_C}]/giu;

/**
 * @param line of JSON @returns the line with control characters as codes, which stay codes after it is parsed
 */
export const inert = (line: string): string =>
  line.replace(STEERING, (one) => {
    if (one === "\\\\") return one;
    return one.startsWith("\\") ? `\\${one}` : `\\\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });

/** pino's number of the level. */
const ERROR = 50;

/** The framework logs complete stacks. */
function firstLine([first, second]: unknown[]): string {
  const text = typeof first === "string" ? first : (second ?? (first as Error).message);
  return redact(String(text)).split("\n")[0]!;
}

/**
 * Errors of libraries contain what they were made from: of Redis the failed command with a match or tokens,
 * of the framework the options of a room or a join, which may be a whole checkpoint. None of that is logged.
 */
function described(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, command } = error as { code?: unknown; command?: { name?: unknown } };
  // That of a host with several addresses has no message of its own.
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return {
    type,
    message: message || first?.message,
    stack,
    ...(code !== undefined && { code }),
    ...(command && { command: command.name }),
  };
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
 * The destination without a terminal. Once its reader is gone, nothing is written any more: the library would
 * throw at every line, and wait forever at the end of the process.
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
  /** Receives the lines, as JSON, in the place of standard output. */
  to?: { write(line: string): void };
}

export const createLog = (options: LogOptions): Log =>
  pino(optionsOf(options), options.to ?? (process.stdout.isTTY ? PinoPretty(lines) : standardOutput()));
