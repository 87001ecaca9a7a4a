/** The dashboard of deploy/ shows every metric of the server. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ioMetrics } from "../../../server/ops/ioMetrics.ts";
import { createMetrics } from "../../../server/ops/metrics.ts";

interface Panel {
  id: number;
  title: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}

const { panels }: { panels: Panel[] } = JSON.parse(readFileSync("deploy/grafana/skirmish.json", "utf8"));

it("every metric of the server has a panel", () => {
  const { registry } = createMetrics(["arena"]);
  ioMetrics(registry, 1, () => []);
  const own = registry.getMetricsAsArray().map(({ name }) => name);
  const names = own.filter((name) => name.startsWith("skirmish_"));
  expect(names.length).toBeGreaterThan(50);
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join("\n");
  const isShown = (name: string) => new RegExp(`\\b${name}(?:_(?:bucket|sum|count))?\\b`).test(queries);
  expect(names.filter((name) => !isShown(name))).toEqual([]);
});

it("no two panels lie over each other, and each has an id of its own", () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});
