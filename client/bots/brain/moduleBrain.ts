/** Brains in a file or package: one function. It is loaded again when one of its files is saved. */
import { existsSync, type FSWatcher, readFileSync, watch } from "node:fs";
import { createRequire, registerHooks, stripTypeScriptTypes } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { seeded } from "../../../shared/maths/random.ts";
import type { BrainContract, BrainFunction, BrainPlayer, BrainSource, Memory } from "./contract.ts";
import { BrainFault, faultOf, LOAD_MARK } from "./fault.ts";
import { inputReader } from "./inputReader.ts";

/** Editors write a file in several steps: it is loaded this long after the last step, ms. */
const SETTLED = 80;

/** Files of other languages, which need an interpreter in the command. */
const PROGRAM = /\.(?:py|pl|rb|lua|php|sh|go|rs|java)$/;

export interface LoadOptions {
  /** Base folder for relative paths and for packages. */
  readonly cwd: string;
  /** Enables reloading of saved files. @param message for the author */
  readonly onReload?: (message: string) => void;
  /** Imports a module with Node's own loader. Default: `import`, which test runners replace. */
  readonly load?: (address: string) => Promise<object>;
}

/** @param given path of a file, or name of a package @throws BrainFault if it cannot be loaded */
export async function loadModuleBrain(
  given: string,
  contract: BrainContract,
  { cwd, onReload, load = (address) => import(address) }: LoadOptions,
): Promise<BrainSource> {
  const path = pathOf(given, cwd);
  const module = new BrainModule(path, load);
  let brain: BrainFunction;
  try {
    brain = await module.load();
  } catch (error) {
    module.close();
    throw new BrainFault(`${given}: ${faultOf(error).message}`, { cause: error });
  }
  const changed: (() => void)[] = [];
  if (onReload !== undefined)
    module.watch(async () => {
      try {
        brain = await module.load();
        onReload(`${given}: reloaded`);
        for (const notify of changed) notify();
      } catch (error) {
        onReload(`${given}: not reloaded, the brain before plays on: ${faultOf(error).message}`);
      }
    });
  return {
    label: given,
    player: (seed) => functionPlayer(brain, contract, seed),
    onChange: (notify) => void changed.push(notify),
    close: async () => module.close(),
  };
}

/** @returns a player whose brain is a function */
export function functionPlayer(
  brain: BrainFunction<never>,
  contract: Pick<BrainContract, "input">,
  seed: number,
): BrainPlayer {
  const reader = inputReader(contract);
  const memory: Memory = { random: seeded(seed) };
  const input = reader.neutral();
  return {
    ready: Promise.resolve(),
    decide(view) {
      try {
        const returned: unknown = brain(view as never, memory, input);
        if (returned === undefined || returned === input) reader.check(input);
        else if (returned instanceof Promise)
          throw new BrainFault("the brain returned a promise: it has to decide at once");
        else reader.read(returned, input);
        return input;
      } catch (error) {
        throw faultOf(error);
      }
    },
    close() {},
  };
}

function pathOf(given: string, cwd: string): string {
  if (/^[./\\]|\.[cm]?[jt]s$/.test(given)) {
    const path = resolve(cwd, given);
    if (existsSync(path)) return path;
    throw new BrainFault(`${given}: there is no such file; \`npm run bots -- --new ${given}\` writes one`);
  }
  if (PROGRAM.test(given))
    throw new BrainFault(
      `"${given}": a program is given with its interpreter, as in "cmd: python3 ${given}"`,
    );
  try {
    return createRequire(join(cwd, "package.json")).resolve(given);
  } catch {
    throw new BrainFault(
      `"${given}" is neither a built-in brain of the game nor a package that is installed here; a file is given as ./${given}.ts`,
    );
  }
}

/**
 * A module, with the modules that it imports from its own folder. Each load uses new URLs, so that Node does
 * not reuse cached modules.
 */
class BrainModule {
  readonly #path: string;
  readonly #folder: string;
  readonly #hooks: ReturnType<typeof registerHooks>;
  /** Text of each loaded file, by path. */
  readonly #texts = new Map<string, string>();
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #load: (address: string) => Promise<object>;
  #loads = 0;
  #timer: NodeJS.Timeout | undefined;
  #onChange: (() => void) | undefined;

  constructor(path: string, load: (address: string) => Promise<object>) {
    this.#path = path;
    this.#load = load;
    this.#folder = dirname(path) + sep;
    this.#hooks = registerHooks({
      resolve: (specifier, context, next) => {
        const found = next(specifier, context);
        const mark = context.parentURL?.split(LOAD_MARK)[1];
        if (mark === undefined || !this.#isOwn(found.url)) return found;
        return { ...found, url: `${found.url.split("?")[0]}${LOAD_MARK}${mark}` };
      },
      load: (url, context, next) => {
        if (url.includes(LOAD_MARK) && this.#isOwn(url)) this.#note(fileURLToPath(url.split("?")[0]!));
        return next(url, context);
      },
    });
  }

  async load(): Promise<BrainFunction> {
    const address = `${pathToFileURL(this.#path).href}${LOAD_MARK}${++this.#loads}`;
    const module: { default?: unknown; brain?: unknown } = await this.#load(address).catch((error) => {
      throw this.#located(error);
    });
    const brain = module.default ?? module.brain;
    if (typeof brain !== "function")
      throw new BrainFault(
        "it exports no brain: expected `export default function brain(view, memory) { … }`",
      );
    return brain as BrainFunction;
  }

  watch(onChange: () => void): void {
    this.#onChange = onChange;
    for (const path of this.#texts.keys()) this.#watch(path);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#hooks.deregister();
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  /**
   * Node reports the place of a syntax error only when it strips types: this finds the place in other files.
   */
  #located(error: unknown): unknown {
    if (!(error instanceof SyntaxError) || /^\//.test(error.stack ?? "")) return error;
    for (const [path, text] of this.#texts)
      try {
        stripTypeScriptTypes(text, { sourceUrl: path });
      } catch (located) {
        return located;
      }
    return error;
  }

  #isOwn(url: string): boolean {
    if (!url.startsWith("file:") || url.includes("/node_modules/")) return false;
    return fileURLToPath(url.split("?")[0]!).startsWith(this.#folder);
  }

  #note(path: string): void {
    this.#texts.set(path, textOf(path));
    if (this.#onChange !== undefined) this.#watch(path);
  }

  /** Watches folders, because editors replace files. */
  #watch(path: string): void {
    const folder = dirname(path);
    if (this.#watchers.has(folder)) return;
    const watcher = watch(folder, { persistent: false }, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), SETTLED).unref();
    });
    this.#watchers.set(folder, watcher);
  }

  #look(): void {
    const isChanged = [...this.#texts].some(([path, text]) => textOf(path) !== text);
    if (isChanged) this.#onChange?.();
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
