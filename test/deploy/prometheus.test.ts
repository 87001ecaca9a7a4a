/**
 * The monitoring of a deployment: a real Prometheus with the rules and the dashboard of deploy/, on a real
 * process.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ioMetrics } from "../../server/ops/ioMetrics.ts";
import { findPromtool } from "../../tools/programs.ts";
import { type Prometheus, RULES, startPrometheus } from "../support/prometheus.ts";
import { metricsOf } from "../support/rejections.ts";
import { PROJECT, type RunningServer, startServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const TOKEN = "the-token-of-a-test";

const RULE_TESTS = join(PROJECT, "deploy/prometheus/alerts.test.yml");
interface Rule {
  alert: string;
  expr: string;
}
const rules: Rule[] = parse(readFileSync(RULES, "utf8")).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
);

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
const dashboard: { panels: Panel[] } = JSON.parse(
  readFileSync(join(PROJECT, "deploy/grafana/skirmish.json"), "utf8"),
);
const shown = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

describe("the alert rules", () => {
  const promtool = (...args: string[]) =>
    execFileSync(findPromtool() ?? "promtool", args, { encoding: "utf8" });

  it("are valid, and pass their own tests", () => {
    expect(promtool("check", "rules", RULES)).toContain(`${rules.length} rules found`);
    promtool("test", "rules", RULE_TESTS);
  });

  it("each fire in those tests, and are each explained to the operator", () => {
    interface Case {
      alertname: string;
      exp_alerts: unknown[];
    }
    const cases: Case[] = parse(readFileSync(RULE_TESTS, "utf8")).tests.flatMap(
      ({ alert_rule_test }: { alert_rule_test: Case[] }) => alert_rule_test,
    );
    const fired = cases.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname);
    const guide = readFileSync(join(PROJECT, "docs/operate.md"), "utf8");
    for (const { alert } of rules) {
      expect(fired).toContain(alert);
      expect(guide).toContain(`**${alert}**`);
    }
  });
});

describe("a real Prometheus", () => {
  let server: RunningServer;
  let prometheus: Prometheus;
  let ada: StockPlayer;
  beforeAll(async () => {
    server = await startServer({ OPS_TOKEN: TOKEN }, "test/support/slowServer.ts");
    ada = await stockPlayer(server.url, "Ada");
    prometheus = await startPrometheus({
      targets: [new URL(server.url).host],
      token: TOKEN,
      times: { "[30s]": "[4s]", "for: 30s": "for: 1s" },
    });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await ada?.room.leave();
    await server?.stop();
  });

  interface Alerts {
    alerts: { labels: { alertname: string; [name: string]: string }; state: string }[];
  }
  const firing = async () =>
    (await prometheus.ask<Alerts>("alerts")).alerts.filter(({ state }) => state === "firing");
  const overruns = async () =>
    (await firing()).filter(({ labels }) => labels.alertname === "SkirmishRoomOverruns");

  it("scrapes a process with the operator's token, and raises no alert", async () => {
    interface Answer {
      result: { metric: { [label: string]: string }; value: [at: number, value: string] }[];
    }
    const ask = async (query: string) => (await prometheus.ask<Answer>("query", { query })).result;
    await until(async () => (await ask("skirmish_players"))[0]?.value[1] === "1", "Ada to be counted");
    const [up] = await ask('up{job="skirmish"}');
    expect(up).toMatchObject({
      metric: { instance: new URL(server.url).host },
      value: [expect.anything(), "1"],
    });
    // Long enough for every rule to be evaluated over its shortened time.
    await until(
      async () => Number((await ask("count_over_time(up[10s])"))[0]?.value[1]) > 8,
      "a number of evaluations",
    );
    // A busy machine may have caused an overrun for a moment.
    await until(async () => (await overruns()).length === 0, "no alert");
  });

  it("raises an alert while a room overruns its ticks, and ends it afterwards", async () => {
    server.process.kill("SIGUSR2");
    let alert: Alerts["alerts"][number] | undefined;
    await until(async () => {
      [alert] = await overruns();
      return alert;
    }, "the alert");
    expect(alert!.labels).toMatchObject({ room: "arena", severity: "page" });
    server.process.kill("SIGUSR2");
    await until(async () => (await overruns()).length === 0, "the alert to end");
  });

  it("knows every metric that rules and dashboard use, and can evaluate their queries", async () => {
    // A machine with one core has no I/O threads.
    const threads = new Registry();
    ioMetrics(threads, 1, () => []);
    const reported = `${await metricsOf(server.url, TOKEN)}\n${await threads.metrics()}`.matchAll(
      /^# TYPE (\S+) (\w+)/gm,
    );
    const known = new Set(["up"]);
    for (const [, name, type] of reported) {
      known.add(name!);
      if (type === "histogram") for (const part of ["bucket", "count", "sum"]) known.add(`${name}_${part}`);
    }
    expect(shown.length).toBeGreaterThan(20);
    for (const { title, expr } of [...shown, ...rules.map(({ alert, expr }) => ({ title: alert, expr }))]) {
      const metrics = expr.match(/\b(?:skirmish|nodejs|process)_\w+|\bup\b/g) ?? [];
      expect(metrics.length, expr).toBeGreaterThan(0);
      for (const name of metrics) expect(known, `${title}: ${expr}`).toContain(name);
      const query = expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");
      await prometheus.ask("query", { query });
    }
  });
});
