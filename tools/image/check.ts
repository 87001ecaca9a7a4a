/**
 * `npm run image:check`: builds deploy/Dockerfile without a Docker engine, from a checkout that only its
 * owner may read, and runs two containers, one of which hands its match over. It needs buildah (`apt-get
 * install buildah crun`), Redis and root.
 */
import { execFileSync, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { join as joinGame } from "../../games/skirmish/client/session/join.ts";
import { commandLine } from "../commandLine.ts";
import { find } from "../programs.ts";
import { startPrivateRedis } from "../redis.ts";
import { PROJECT } from "../run.ts";
import { localBase } from "./base.ts";

const TOKEN = "the-token-of-an-image-check";
const SECRET = "the-secret-of-an-image-check-that-is-long";
/** Time limit of each wait, s. */
const LIMIT = 60;

const HELP = `Builds deploy/Dockerfile without a Docker engine, and checks that one container hands its match to another.

  npm run image:check -- [--base IMAGE|local]

  --base IMAGE   image to use instead of that of Node   default: the image in the Dockerfile, pulled
  --base local   uses a Debian made on this machine, with the Node of this project

It needs root, Redis, and buildah (apt-get install buildah crun).`;

const { values } = commandLine(HELP, { base: { type: "string" } });
const buildah = find(["buildah"]);
if (buildah === undefined) {
  console.error("buildah is not on PATH: apt-get install buildah crun");
  process.exit(1);
}
const dockerfile = readFileSync(join(PROJECT, "deploy/Dockerfile"), "utf8");
const version = /^ARG NODE=(.+)$/m.exec(dockerfile)![1]!;
const wanted = `docker.io/library/node:${version}-bookworm-slim`;
const scratch = mkdtempSync(join(tmpdir(), "skirmish-check-"));
const store = ["--root", join(scratch, "root"), "--runroot", join(scratch, "run"), "--storage-driver", "vfs"];
const images = (args: string[], stdio: StdioOptions = "inherit"): string =>
  String(execFileSync(buildah, [...store, ...args], { stdio, encoding: "utf8" }) ?? "").trim();
const quiet: StdioOptions = ["ignore", "pipe", "inherit"];

let failed = 0;
const redis = await startPrivateRedis();
try {
  step("base", () => base(values.base ?? wanted));
  step("checkout under umask 077", checkout);
  const volumes = npmVolumes();
  const build = ["build", "--isolation", "chroot", "--pull-never", ...volumes, "--tag", "skirmish"];
  step("build", () =>
    images([...build, "--file", join(scratch, "context/deploy/Dockerfile"), join(scratch, "context")]),
  );
  await play();
} catch (error) {
  failed++;
  console.error(`✗ ${(error as Error).message}`);
} finally {
  await redis.close();
  execFileSync(buildah, [...store, "rm", "--all"], { stdio: "ignore" });
  execFileSync(buildah, [...store, "rmi", "--all", "--force"], { stdio: "ignore" });
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? "The image builds, plays and hands over." : "The check of the image has failed.");
process.exit(failed === 0 ? 0 : 1);

function step(name: string, work: () => void): void {
  const started = performance.now();
  work();
  console.log(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

function base(name: string): void {
  if (name !== "local") {
    images(["pull", name]);
    if (name !== wanted) images(["tag", name, wanted]);
    return;
  }
  const root = join(scratch, "base");
  localBase(root);
  const container = images(["from", "scratch"], quiet);
  images(["add", "--quiet", container, root, "/"], quiet);
  images(["commit", "--quiet", "--rm", container, wanted], quiet);
  rmSync(root, { recursive: true });
}

/** Copies all files of the git repository, with the permissions that umask 077 gives. */
function checkout(): void {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: PROJECT, encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  for (const file of files) {
    const to = join(scratch, "context", file);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    cpSync(join(PROJECT, file), to);
    chmodSync(to, 0o600);
  }
}

/**
 * @returns options that mount this machine's npm settings (registry, certificate authorities) where the npm
 * of the image reads them
 */
function npmVolumes(): string[] {
  const of = (key: string) => execFileSync("npm", ["config", "get", key], { encoding: "utf8" }).trim();
  const cafile = of("cafile");
  const files = [
    [of("userconfig"), "/root/.npmrc"],
    [of("globalconfig"), "/usr/local/etc/npmrc"],
    [cafile, cafile],
  ] as const;
  return files.filter(([from]) => existsSync(from)).flatMap(([from, to]) => ["--volume", `${from}:${to}:ro`]);
}

interface Container {
  url: string;
  ended: Promise<[code: number | null]>;
  output(): string;
}

/** Starts the command of the image as the user of the image. @throws when it does not become ready */
async function run(port: number): Promise<Container> {
  const container = images(["from", "--pull-never", "skirmish"], quiet);
  const { config } = JSON.parse(images(["inspect", "--type", "image", "skirmish"], quiet)).OCIv1;
  const env = {
    PORT: port,
    HOST: "127.0.0.1",
    PUBLIC_ADDRESS: `127.0.0.1:${port}`,
    REDIS_URL: redis.url,
    OPS_TOKEN: TOKEN,
    AUTH_SECRET: SECRET,
  };
  const args = [
    "run",
    "--isolation",
    "chroot",
    ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
  ];
  const child = spawn(buildah!, [...store, ...args, "--user", config.User, container, "--", ...config.Cmd], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`a container ended with ${child.exitCode}: ${output}`);
    return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok;
  }, `a container to be ready: ${output}`);
  return { url, ended, output: () => output };
}

async function play(): Promise<void> {
  const [first, second] = [await run(21567), await run(21568)];
  console.log("✓ two containers are ready");
  const page = await (await fetch(`${first.url}/`)).text();
  if (!page.includes("<script")) throw new Error("the server does not serve the page");
  const session = await joinGame({ url: first.url, room: "arena", name: "Ada" });
  await until(() => session.stats.patches > 30, "a player to get patches");
  console.log("✓ a page, a seat, and play");
  const headers = { authorization: `Bearer ${TOKEN}` };
  const status = (await (await fetch(`${first.url}/ops/status`, { headers })).json()) as {
    rooms: { process: string }[];
    processes: { id: string; pid: number; public: string }[];
  };
  const owner = status.processes.find(({ id }) => id === status.rooms[0]!.process)!;
  const its = [first, second].find(({ url }) => url.endsWith(owner.public))!;
  const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${owner.pid}/status`, "utf8"))![1];
  if (uid !== "1000") throw new Error(`the server runs as user ${uid}`);
  process.kill(owner.pid, "SIGTERM");
  const [code] = await its.ended;
  if (code !== 0) throw new Error(`a drained container ended with ${code}: ${its.output()}`);
  await until(
    () => session.stats.returns === 1 && session.link.state === "playing",
    "the player to be handed over",
  );
  const { tick } = session.state;
  await until(() => session.state.tick > tick + 30, "the match to go on");
  console.log("✓ as user 1000 a container hands its match over at SIGTERM, and ends with 0");
  await session.leave();
  const other = status.processes.find(({ id }) => id !== owner.id)!;
  process.kill(other.pid, "SIGTERM");
  await [first, second].find((one) => one !== its)!.ended;
}

async function until(condition: () => unknown, what: string): Promise<void> {
  const end = performance.now() + LIMIT * 1000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${LIMIT} s for ${what}`);
    await wait(50);
  }
}
