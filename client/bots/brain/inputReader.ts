/** Validates the input that a brain returns, and forces each field into its domain, as the server does. */
import { cleanerOf, neutralOf } from "../../../shared/fields/index.ts";
import type { BrainContract, BrainInput } from "./contract.ts";
import { BrainFault } from "./fault.ts";

export interface InputReader {
  neutral(): BrainInput;
  /**
   * @param returned by a brain
   * @param into is overwritten
   * @throws BrainFault if `returned` is not an input
   */
  read(returned: unknown, into: BrainInput): void;
  /** Checks an input that a brain has changed in place. @throws BrainFault */
  check(input: BrainInput): void;
}

export function inputReader({ input }: Pick<BrainContract, "input">): InputReader {
  const fields = Object.entries(input.fields).map(
    ([name, { kind }]) => [name, kind.wire === "boolean" ? "boolean" : "number"] as const,
  );
  const known = new Set(fields.map(([name]) => name));
  const all = [...known].join(", ");
  const neutral = neutralOf(input) as () => BrainInput;
  const clean = cleanerOf(input) as (input: BrainInput) => void;
  const zeros = neutral();

  const check = (values: BrainInput): void => {
    for (const name in values)
      if (!known.has(name)) throw new BrainFault(`unknown field "${name}" in the input: it has ${all}`);
    for (const [name, type] of fields) {
      const value = values[name];
      if (typeof value !== type || Number.isNaN(value))
        throw new BrainFault(`"${name}" of the input is ${shown(value)}: expected a ${type}`);
    }
    clean(values);
  };
  return {
    neutral,
    check,
    read(returned, into) {
      if (typeof returned !== "object" || returned === null || Array.isArray(returned))
        throw new BrainFault(`the brain returned ${shown(returned)}: expected an input with ${all}`);
      Object.assign(into, zeros, returned);
      check(into);
    },
  };
}

const shown = (value: unknown): string =>
  typeof value === "object" || typeof value === "string" ? JSON.stringify(value).slice(0, 60) : String(value);
