/**
 * `npm run chaos -- --roll`: a local cluster, playing bots and browsers, and the operator's command that
 * replaces all processes. Clients measure the effects; the command's own report is printed as well.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import type { AnySession } from "../../client/session/view.ts";
import { Players } from "../support/breaking/players.ts";
import { openPage, startBrowser } from "../support/browser.ts";
import { freePorts } from "../support/ports.ts";
import { runTool, startTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";
import type { ChaosOptions } from "./options.ts";
import { PLAYED } from "./played.ts";
import { excuses } from "./report.ts";

/** Promises, ms. */
const GAP = 2000;
const OPS_TOKEN = "the-token-of-a-roll";
/** Before the first process is replaced, and after the last, ms: all players play. */
const SETTLE = 5000;

interface Noticed {
  key: string;
  /** Longest time without a patch, ms. */
  longest: number;
  returns: number;
  playing: boolean;
}

/** @returns the exit code */
export async function roll(options: ChaosOptions): Promise<number> {
  const { processes, players: count, browsers: pages, seed } = options;
  const ports = await freePorts(processes + 1);
  const entry = `http://localhost:${ports.at(-1)}`;
  const args = [
    "--processes",
    String(processes),
    "--port",
    String(ports[0]),
    "--entry",
    String(ports.at(-1)),
  ];
  const env = { OPS_TOKEN, REDIS_URL: "", PORT: "", HOST: "" };
  const cluster = startTool("tools/cluster/cli.ts", args, env);
  let browser: Browser | undefined;
  try {
    await until(() => cluster.output().includes(`Play at ${entry}/`), "the cluster to start", 90_000);
    console.log(`${processes} processes at ${entry}, ${count} bots, ${pages} browsers`);
    browser = await startBrowser();
    const watched: Page[] = [];
    for (let i = 0; i < pages; i++) watched.push(await play(browser, `${entry}/?name=Page-${i + 1}&join`));
    putAside();
    const bots = await Players.connect(PLAYED, count, [entry], seed);
    await wait(SETTLE);
    for (const bot of bots.all) bot.longest = 0;
    const before = bots.all.map(({ session }) => session.stats.returns);
    const keys = [
      ...bots.all.map(({ session }) => session.key),
      ...(await all(watched)).map(({ key }) => key),
    ];

    const { code, output } = await runTool("tools/ops/cli.ts", ["roll", "--url", entry], { OPS_TOKEN });
    console.log(`\nnpm run ops -- roll\n${output.trimEnd()}\n`);
    await wait(SETTLE);
    const noticed: Noticed[] = bots.all.map(({ session, longest }, i) => ({
      key: session.key,
      longest,
      returns: session.stats.returns - before[i]!,
      playing: session.link.state === "playing",
    }));
    noticed.push(...(await all(watched)));
    if (bots.all.some(({ session }) => session.link.state !== "playing")) console.log(excuses(bots));
    if (options.logs !== undefined) {
      mkdirSync(options.logs, { recursive: true });
      writeFileSync(join(options.logs, "cluster.log"), cluster.output());
    }
    await bots.leave();
    return judge(code, noticed, keys, pages);
  } finally {
    await browser?.close();
    cluster.process.kill("SIGINT");
    await cluster.ended;
  }
}

function judge(
  code: number | null,
  noticed: readonly Noticed[],
  keys: readonly string[],
  pages: number,
): number {
  const longest = (of: readonly Noticed[]): number =>
    Math.round(Math.max(0, ...of.map((one) => one.longest)));
  const moves = noticed.reduce((sum, { returns }) => sum + returns, 0);
  const kept = noticed.filter(({ key, playing }, i) => playing && key === keys[i]).length;
  const all = longest(noticed);
  const browsers = longest(noticed.slice(noticed.length - pages));
  const rules: [boolean, string][] = [
    [code === 0, `npm run ops -- roll ended with ${code}`],
    [kept === noticed.length, `${kept} of ${noticed.length} players play on in their session`],
    [moves > 0, `${moves} moves of players, as counted by them`],
    [all < GAP, `${all} ms at most without data from the server (browsers: ${browsers} ms)`],
  ];
  for (const [holds, text] of rules) console.log(`${holds ? "✓" : "✗"} ${text}`);
  return rules.every(([holds]) => holds) ? 0 : 1;
}

/** Lets a page play, and measures inside it. */
async function play(browser: Browser, url: string): Promise<Page> {
  const { page } = await openPage(browser, { width: 320, height: 180 });
  await page.goto(url);
  await until(() => page.evaluate(() => window.__skirmish.session?.own()?.alive), "a page to play", 90_000);
  await page.evaluate(() => {
    const session = window.__skirmish.session!;
    const watch = { session, longest: 0, patches: 0, at: performance.now(), returns: 0 };
    Object.assign(window, { watch });
    setInterval(() => {
      const now = performance.now();
      if (session.stats.patches === watch.patches) return;
      // The first sample only starts the measurement.
      if (watch.patches > 0) watch.longest = Math.max(watch.longest, now - watch.at);
      watch.patches = session.stats.patches;
      watch.at = now;
    }, 10);
  });
  return page;
}

/**
 * When run by root, Chromium takes priority over other processes. A player's screen is a separate machine:
 * here it must not take time from the servers.
 */
function putAside(): void {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,comm="], { encoding: "utf8" }).trim().split("\n");
  const family = new Set([process.pid]);
  for (const line of lines) {
    const [pid, parent, program] = line.trim().split(/\s+/) as [string, string, string];
    if (!family.has(Number(parent))) continue;
    family.add(Number(pid));
    if (/chrom/.test(program)) setPriority(Number(pid), 0);
  }
}

const all = (pages: readonly Page[]): Promise<Noticed[]> =>
  Promise.all(
    pages.map((page) =>
      page.evaluate(() => {
        const { watch } = window as unknown as { watch: { session: AnySession; longest: number } };
        const { key, stats, link } = watch.session;
        const { longest } = watch;
        watch.longest = 0;
        return { key, longest, returns: stats.returns, playing: link.state === "playing" };
      }),
    ),
  );
