/** A real Prometheus with the configuration of deploy/prometheus. Only addresses and times are replaced. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrometheus } from "../../tools/programs.ts";
import { reaperIn } from "../../tools/reaper.ts";
import { freePort } from "./ports.ts";
import { PROJECT } from "./server.ts";
import { until } from "./until.ts";

export const RULES = join(PROJECT, "deploy/prometheus/alerts.yml");
const CONFIG = join(PROJECT, "deploy/prometheus/prometheus.yml");

export interface Prometheus {
  /** @returns `data` of an answer of the HTTP API. @throws with the error of the API */
  ask<Data>(path: string, query?: { [name: string]: string }): Promise<Data>;
  stop(): Promise<void>;
}

export interface Watched {
  /** host:port of each process. */
  targets: readonly string[];
  token: string;
  /** Durations in the rules, such as "[30s]", and the shorter ones that replace them. */
  times: { readonly [there: string]: string };
}

export async function startPrometheus({ targets, token, times }: Watched): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-prometheus-"));
  const port = await freePort();
  writeFileSync(join(folder, "token"), token);
  copy(RULES, join(folder, "alerts.yml"), times);
  copy(CONFIG, join(folder, "prometheus.yml"), {
    "[game-1:2567, game-2:2567, game-3:2567]": JSON.stringify(targets),
    "/run/secrets/ops_token": join(folder, "token"),
    "_interval: 5s": "_interval: 500ms",
  });
  const options = [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const reaper = reaperIn(folder);
  const child = spawn(findPrometheus() ?? "prometheus", options, { stdio: ["ignore", "ignore", "pipe"] });
  reaper.watch(child);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}: ${errors}`);
    return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok;
  }, "Prometheus to be ready");
  return {
    async ask(path, query = {}) {
      const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`);
      const { status, data, error } = (await answer.json()) as {
        status: string;
        data: never;
        error?: string;
      };
      if (status !== "success") throw new Error(error);
      return data;
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await reaper.end();
    },
  };
}

/**
 * @throws when one of the replacements matches nothing: then the file has changed and the test must change
 * too
 */
function copy(from: string, to: string, changes: { readonly [there: string]: string }): void {
  let text = readFileSync(from, "utf8");
  for (const [there, here] of Object.entries(changes)) {
    if (!text.includes(there)) throw new Error(`${from} does not contain ${there}`);
    text = text.replaceAll(there, here);
  }
  writeFileSync(to, text);
}
