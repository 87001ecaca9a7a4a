/**
 * The command line of a tool with few options: `--help`, and one line instead of a stack trace for an unknown
 * argument.
 */
import { parseArgs } from "node:util";

type Options = { readonly [name: string]: { type: "string"; default?: string } | { type: "boolean" } };
type Values<O extends Options> = {
  [N in keyof O]: O[N] extends { default: string }
    ? string
    : (O[N] extends { type: "boolean" } ? boolean : string) | undefined;
};

/**
 * Exits with 0 after `--help`, and with 1 when the command line is invalid.
 * @param maxPositionals how many positional arguments are accepted
 */
export function commandLine<const O extends Options>(
  help: string,
  options: O,
  maxPositionals = 0,
): { values: Values<O>; positionals: string[] } {
  try {
    const all = { ...options, help: { type: "boolean", short: "h" } } as const;
    const parsed: { values: object; positionals: string[] } = parseArgs({
      options: all,
      allowPositionals: true,
    });
    const { values, positionals } = parsed;
    if ((values as { help?: boolean }).help) {
      console.log(help);
      process.exit(0);
    }
    if (positionals.length <= maxPositionals) return { values: values as Values<O>, positionals };
    usageError(`Unexpected argument '${positionals[maxPositionals]}'`);
  } catch (error) {
    usageError((error as Error).message.split(". ")[0]!);
  }
}

/** Prints what is wrong with the command line, and exits with 1. */
export function usageError(what: string): never {
  console.error(`${what}; --help lists all options`);
  process.exit(1);
}
