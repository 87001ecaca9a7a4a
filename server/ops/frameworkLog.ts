/**
 * The log of the framework. Strangers decide how often some of its lines occur, and each of its errors is a
 * stack of many lines. So only the first line is logged, and repeated lines are logged once and then as
 * totals: a flood is a line every few seconds.
 */

type Level = "trace" | "debug" | "info" | "warn" | "error";
export interface FrameworkLogger extends Record<Level, (...args: unknown[]) => void> {}
/** pino's methods. */
type Sink = Record<Level, (fields: object, text: string) => void>;

/** A repeated line is logged again after this, ms, with its count. */
const SUM_EVERY = 5000;
/**
 * Number of different lines that are distinguished within that time; further new ones are logged together.
 */
const APART = 20;
/** Number of stack lines that are kept. */
const FRAMES = 4;
const MANY = "many different lines of the framework at once";

export class FrameworkLog {
  readonly #sink: Sink;
  readonly #onLine: (level: Level) => void;
  /** Keyed by the common part of the lines; how often each occurred since it was logged. */
  readonly #repeated = new Map<string, number>();

  /** @param onLine called for every line, logged or not */
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
    this.#log(level, text!, frames.slice(0, FRAMES).join(" "));
  }

  #log(level: Level, text: string, at: string): void {
    const kind = `${level} ${kindOf(text)}`;
    const times = this.#repeated.get(kind);
    if (times !== undefined) {
      this.#repeated.set(kind, times + 1);
      return;
    }
    if (this.#repeated.size >= APART && text !== MANY) {
      this.#log(level, MANY, "");
      return;
    }
    this.#repeated.set(kind, 0);
    this.#sink[level](at === "" ? {} : { at }, text);
    setTimeout(() => this.#sum(kind, level, text), SUM_EVERY).unref();
  }

  #sum(kind: string, level: Level, text: string): void {
    const times = this.#repeated.get(kind) ?? 0;
    this.#repeated.delete(kind);
    if (times === 0) return;
    this.#repeated.set(kind, 0);
    this.#sink[level]({ times }, text);
    setTimeout(() => this.#sum(kind, level, text), SUM_EVERY).unref();
  }
}

const textOf = (value: unknown): string =>
  value instanceof Error
    ? (value.stack ?? value.message)
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

/** Lines of one kind differ by names and ids. */
const kindOf = (text: string): string =>
  text.replace(/"[^"]*"|'[^']*'|\b[\w-]*\d[\w-]*\b/g, "…").slice(0, 200);
