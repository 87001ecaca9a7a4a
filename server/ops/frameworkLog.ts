/**
 * What the framework logs. Strangers decide how often some of it happens, and each of its faults is a stack of many lines. So a
 * line is its first one, and what repeats is logged once and then in sums: a flood is a line every few seconds.
 */

type Level = "trace" | "debug" | "info" | "warn" | "error";
export interface FrameworkLogger extends Record<Level, (...args: unknown[]) => void> {}
/** As pino takes it. */
type Sink = Record<Level, (fields: object, text: string) => void>;

/** A line is told again after this, ms, with how often it came meanwhile. */
const AGAIN = 5000;
/** Lines told apart within that time; what is new beyond that is told as one. */
const APART = 20;
/** So many lines of a stack are kept. */
const FRAMES = 4;
const MANY = "many different lines of the framework at once";

export class FrameworkLog {
  readonly #sink: Sink;
  readonly #onLine: (level: Level) => void;
  /** By what they have in common; how often each came since it was told. */
  readonly #repeated = new Map<string, number>();

  /** @param onLine called for every line, told or not */
  constructor(sink: Sink, onLine: (level: Level) => void) {
    this.#sink = sink;
    this.#onLine = onLine;
  }

  logger(): FrameworkLogger {
    const at =
      (level: Level) =>
      (...args: unknown[]) =>
        this.#take(level, args);
    return { trace: at("trace"), debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  }

  #take(level: Level, args: unknown[]): void {
    this.#onLine(level);
    const [text, ...stack] = args.map(textOf).join(" ").split("\n");
    const frames = stack.map((line) => line.trim()).filter((line) => line.startsWith("at "));
    this.#tell(level, text!, frames.slice(0, FRAMES).join(" "));
  }

  #tell(level: Level, text: string, at: string): void {
    const kind = `${level} ${kindOf(text)}`;
    const times = this.#repeated.get(kind);
    if (times !== undefined) {
      this.#repeated.set(kind, times + 1);
      return;
    }
    if (this.#repeated.size >= APART && text !== MANY) {
      this.#tell(level, MANY, "");
      return;
    }
    this.#repeated.set(kind, 0);
    this.#sink[level](at === "" ? {} : { at }, text);
    setTimeout(() => this.#sum(kind, level, text), AGAIN).unref();
  }

  #sum(kind: string, level: Level, text: string): void {
    const times = this.#repeated.get(kind) ?? 0;
    this.#repeated.delete(kind);
    if (times === 0) return;
    this.#repeated.set(kind, 0);
    this.#sink[level]({ times }, text);
    setTimeout(() => this.#sum(kind, level, text), AGAIN).unref();
  }
}

const textOf = (value: unknown): string =>
  value instanceof Error
    ? (value.stack ?? value.message)
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

/** Lines differ by names and ids. */
const kindOf = (text: string): string =>
  text.replace(/"[^"]*"|'[^']*'|\b[\w-]*\d[\w-]*\b/g, "…").slice(0, 200);
