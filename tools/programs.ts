/** The system programs that the tests need: a browser, Redis, a TLS proxy, OpenSSL, and Prometheus. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** Any of the names will do; `install` is the package of Debian and Ubuntu. */
const PROGRAMS = [
  { names: ["chromium", "chromium-browser", "google-chrome"], install: "chromium" },
  { names: ["redis-server", "valkey-server"], install: "redis-server" },
  { names: ["nginx"], install: "nginx-light" },
  { names: ["openssl"], install: "openssl" },
  { names: ["prometheus"], install: "prometheus" },
  { names: ["promtool"], install: "prometheus" },
] as const;

/** Folder of servers on Debian, which is not on the PATH of every user. */
const SYSTEM = "/usr/sbin";

/** @returns the full path of the first program of `names` that exists; undefined when none does */
export function find(names: readonly string[]): string | undefined {
  for (const name of names)
    for (const folder of [...(process.env.PATH ?? "").split(delimiter), SYSTEM]) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {}
    }
  return undefined;
}

export const findNginx = (): string | undefined => find(["nginx"]);
export const findPrometheus = (): string | undefined => find(["prometheus"]);
export const findPromtool = (): string | undefined => find(["promtool"]);
export const findChromium = (): string | undefined => find(PROGRAMS[0].names);

export const findRedis = (): string | undefined => find(PROGRAMS[1].names);

/** @returns the missing packages */
export const missingPrograms = (): string[] => [
  ...new Set(PROGRAMS.filter(({ names }) => find(names) === undefined).map(({ install }) => install)),
];

/** Installs with apt. @returns whether it worked */
export async function install(packages: string[]): Promise<boolean> {
  const isRoot = process.getuid?.() === 0;
  const apt = (...args: string[]) =>
    isRoot ? run("apt-get", args, { env: aptEnv }) : run("sudo", ["apt-get", ...args], { env: aptEnv });
  if (find(["apt-get"]) === undefined) return false;
  await apt("update", "-qq");
  return (await apt("install", "-y", "-qq", "--no-install-recommends", ...packages)) === 0;
}

const aptEnv = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
