/** Opens a brain named on a command line: a built-in name, a file, a package, or `cmd: PROGRAM`. */
import type { BrainContract, BrainFunction, BrainSource } from "./contract.ts";
import { functionPlayer, type LoadOptions, loadModuleBrain } from "./moduleBrain.ts";
import { type ProgramOptions, programSource } from "./program.ts";

const COMMAND = /^cmd:\s*(?=\S)/;

export const isCommand = (given: string): boolean => COMMAND.test(given);

export interface BrainGame {
  readonly contract: BrainContract;
  /** Built-in brains by name. */
  readonly brains: { readonly [name: string]: BrainFunction<never> };
}

/** @throws BrainFault if there is no such brain, or it cannot be loaded */
export async function openBrain(
  given: string,
  { contract, brains }: BrainGame,
  options: LoadOptions & ProgramOptions,
): Promise<BrainSource> {
  if (isCommand(given)) return programSource(given.replace(COMMAND, ""), contract, options);
  if (Object.hasOwn(brains, given))
    return {
      label: given,
      player: (seed) => functionPlayer(brains[given]!, contract, seed),
      close: async () => {},
    };
  return loadModuleBrain(given, contract, options);
}
