/**
 * `node tools/image/prune.ts [FOLDER]` removes from FOLDER/node_modules everything that the server in FOLDER
 * does not load. It starts the server once and records the files that it loads until it ends. Then it deletes
 * all other packages, and in the remaining ones all files that no program can load. deploy/Dockerfile runs
 * it; never run it in a folder that you work in.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";

/** Files that a program can load. */
const CODE = /\.(?:[cm]?js|json|node|wasm)$/;
/** Licence files, which must stay with the code. */
const TERMS = /^(?:licen[cs]e|copying|notice)/i;
/** Folders with a package's own tests and examples. */
const ASIDE = /^(?:tests?|__tests__|examples?|benchmarks?|docs?)$/i;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const project = resolve(process.argv[2] ?? ".");
const modules = join(project, "node_modules");
const before = sizeOf(modules);
const files = await loadedBy(project);
const packages = new Set(files.flatMap((file) => packageOf(file) ?? []));
// So few packages mean that recording has failed; pruning would then delete needed ones.
if (packages.size < 50)
  throw new Error(
    `the server in ${project} seems to load only ${packages.size} packages: nothing was deleted`,
  );
for (const file of globSync("**/*", { cwd: modules, withFileTypes: true })) {
  if (file.isDirectory()) continue;
  const path = join(file.parentPath, file.name);
  if (!isNeeded(path)) rmSync(path);
}
for (const own of [".bin", ".package-lock.json"])
  rmSync(join(modules, own), { recursive: true, force: true });
removeEmptyFolders(modules);
console.log(
  `${packages.size} packages left in node_modules: ${megabytes(before)} → ${megabytes(sizeOf(modules))}`,
);

function isNeeded(path: string): boolean {
  if (files.includes(path)) return true;
  const owner = packageOf(path);
  if (owner === undefined || !packages.has(owner)) return false;
  const inside = relative(join(modules, owner), path).split(sep);
  const name = inside.at(-1)!;
  return inside.length === 1 && (name === "package.json" || TERMS.test(name))
    ? true
    : CODE.test(name) && !inside.slice(0, -1).some((folder) => ASIDE.test(folder));
}

/**
 * @returns the innermost package of a file, as a path below node_modules; undefined for a file of the project
 * itself
 */
function packageOf(file: string): string | undefined {
  const path = relative(modules, file).split(sep).join("/");
  return /^(?!\.)(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

/**
 * Starts the server in `folder`, requests its page, and ends it.
 * @returns the files that it has loaded.
 * @throws when it does not exit with 0
 */
async function loadedBy(folder: string): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), "skirmish-loaded-"));
  const list = join(scratch, "files");
  const args = ["--import", join(import.meta.dirname, "trace.ts"), join(folder, "server/main.ts")];
  const own = {
    NODE_ENV: "production",
    LOADED: list,
    HOST: "127.0.0.1",
    PORT: "0",
    REDIS_URL: "",
    ENTRY_PORT: "",
    // Code that only a server with records loads.
    RECORDS: "on",
    RECORDS_FILE: join(scratch, "records.db"),
  };
  const server = spawn(process.execPath, args, {
    env: { ...process.env, ...own },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  let log = "";
  for await (const chunk of server.stdout) {
    log += chunk;
    const [, url] = /accepting players at (http:[^"\s]+)/.exec(log) ?? [];
    if (url === undefined) continue;
    await (await fetch(url)).text();
    break;
  }
  server.kill("SIGTERM");
  const [code] = await ended;
  if (code !== 0) throw new Error(`the server in ${folder} ended with ${code}: ${log}`);
  const loaded = readFileSync(list, "utf8").split("\n");
  rmSync(scratch, { recursive: true });
  return loaded;
}

function removeEmptyFolders(folder: string): void {
  const below = globSync("**/", { cwd: folder }).sort((a, b) => b.length - a.length);
  for (const one of below)
    if (globSync("*", { cwd: join(folder, one) }).length === 0)
      rmSync(join(folder, one), { recursive: true });
}

function sizeOf(folder: string): number {
  const files = globSync("**/*", { cwd: folder, withFileTypes: true }).filter((file) => file.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
