/** A real storage that speaks S3, in a process of its own that tests stop, kill and start again. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BucketAccess } from "../../server/log/bucket.ts";
import { freePort } from "./ports.ts";

export interface Storage {
  readonly access: BucketAccess;
  /** Environment of a server that uses the bucket. */
  readonly env: { readonly [name: string]: string };
  readonly port: number;
  readonly process: ChildProcess;
  /** @returns keys of its objects, in order */
  keys(): string[];
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Ends it for good, and forgets all objects. */
  end(): Promise<void>;
}

/** What the storage adds to the name of a file. */
const OBJECT = "._S3rver_object";

export async function startStorage(): Promise<Storage> {
  const folder = mkdtempSync(join(tmpdir(), "s3-"));
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    child = fork(join(import.meta.dirname, "s3Server.ts"), [String(port), folder], { stdio: "inherit" });
    await once(child, "message");
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await start();
  const url = `http://127.0.0.1:${port}/logs/skirmish`;
  const access = { url, key: "S3RVER", secret: "S3RVER", region: "eu-central-1" };
  const root = join(folder, "logs", "skirmish");
  return {
    access,
    env: {
      ...{ REPLAY_S3: url, REPLAY_S3_KEY: access.key, REPLAY_S3_SECRET: access.secret },
      REPLAY_S3_REGION: access.region,
    },
    port,
    get process() {
      return child;
    },
    keys: () =>
      (existsSync(root) ? (readdirSync(root, { recursive: true }) as string[]) : [])
        .filter((name) => name.endsWith(OBJECT))
        .map((name) => name.slice(0, -OBJECT.length))
        .sort(),
    start,
    kill,
    async end() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}
