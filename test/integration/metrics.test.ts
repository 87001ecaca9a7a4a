/** The metrics of a process: every name exists from the start, and labels come from closed lists. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { metricsOf } from "../support/rejections.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** Stable: dashboards and alerts use them. */
const NAMES = [
  "skirmish_address_check_ok",
  "skirmish_auth_secret_mismatches",
  "skirmish_bots",
  "skirmish_build_info",
  "skirmish_capacity_players",
  "skirmish_checkpoint_seconds",
  "skirmish_console_feeds",
  "skirmish_corrections_reported_total",
  "skirmish_framework_log_lines_total",
  "skirmish_front_pages",
  "skirmish_headroom_ratio",
  "skirmish_http_connections",
  "skirmish_input_debt",
  "skirmish_inputs_total",
  "skirmish_join_seconds",
  "skirmish_joins_total",
  "skirmish_load_ratio",
  "skirmish_loop_lag_seconds",
  "skirmish_match_log_bytes_total",
  "skirmish_match_log_segments_total",
  "skirmish_match_logs_deleted_total",
  "skirmish_match_logs_kept",
  "skirmish_match_logs_kept_bytes",
  "skirmish_match_logs_uploaded_total",
  "skirmish_match_logs_waiting",
  "skirmish_operator_actions_total",
  "skirmish_party_pages",
  "skirmish_patch_bytes_total",
  "skirmish_patch_encode_seconds",
  "skirmish_player_reports_total",
  "skirmish_players",
  "skirmish_processes",
  "skirmish_reconnects_total",
  "skirmish_records_total",
  "skirmish_records_waiting",
  "skirmish_recovery_bytes_total",
  "skirmish_redis_up",
  "skirmish_rejected_total",
  "skirmish_room_restores_total",
  "skirmish_rooms",
  "skirmish_seat_check_ok",
  "skirmish_shedding_level",
  "skirmish_swept_total",
  "skirmish_tick_gaps_total",
  "skirmish_tick_overruns_total",
  "skirmish_tick_p99_seconds",
  "skirmish_tick_seconds",
  "skirmish_ticks_dropped_total",
  "skirmish_uncaught_faults_total",
  "skirmish_watch_bytes_total",
  "skirmish_watchers",
];

let server: RunningServer;
beforeAll(async () => {
  // With I/O threads there are those of each thread, too.
  server = await startServer({ IO_THREADS: "0" });
});
afterAll(() => server.stop());

const sampleOf = (text: string, sample: string): number =>
  Number(new RegExp(`^${sample.replace(/[{}]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1]);

it("[OP7] every metric exists from the start, with a description and all its labels", async () => {
  const text = await metricsOf(server.url);
  const explained = [...text.matchAll(/^# HELP (skirmish_\w+) \S/gm)].map(([, name]) => name!);
  expect(explained.sort()).toEqual(NAMES);
  for (const name of NAMES) expect(text, name).toMatch(new RegExp(`^${name}(_count)?[{ ]`, "m"));
  for (const sample of [
    'skirmish_tick_seconds_count{room="swarm"}',
    'skirmish_input_debt{room="arena"}',
    'skirmish_inputs_total{result="dropped"}',
    'skirmish_joins_total{result="too_old"}',
    'skirmish_reconnects_total{result="gave_up"}',
    'skirmish_rejected_total{reason="slow_reader"}',
    'skirmish_rejected_total{reason="stamp_future"}',
    'skirmish_rejected_total{reason="unknown_message"}',
    'skirmish_operator_actions_total{action="undrain"}',
  ])
    expect(sampleOf(text, sample), sample).toBe(0);
  expect(text, "Node's own").toContain("nodejs_eventloop_lag_p99_seconds");
});

it("[OP7] play increases the counters, and adds no label", async () => {
  const labelsOf = (text: string) =>
    new Set(
      [...text.matchAll(/^skirmish_\w+{([^}]*)}/gm)].map(([, labels]) => labels!.replace(/le="[^"]*",?/, "")),
    );
  const before = labelsOf(await metricsOf(server.url));
  const ada = await stockPlayer(server.url, "Ada");
  const play = setInterval(() => ada.send({ moveX: 1 }), 33);
  ada.room.send("report", { corrections: 3 });
  ada.room.send("report", { corrections: 1e9 });
  const count = async (sample: string) => sampleOf(await metricsOf(server.url), sample);
  await until(
    async () =>
      (await count('skirmish_inputs_total{result="applied"}')) > 10 &&
      (await count('skirmish_patch_encode_seconds_count{room="arena"}')) > 10,
    "inputs to be applied, and patches to be encoded",
  );
  const text = await metricsOf(server.url);
  clearInterval(play);
  // More than once, if the server was too busy to answer in time and she asked again.
  expect(sampleOf(text, "skirmish_join_seconds_count")).toBeGreaterThanOrEqual(1);
  expect(sampleOf(text, "skirmish_join_seconds_sum")).toBeGreaterThan(0);
  const encoding = sampleOf(text, 'skirmish_patch_encode_seconds_sum{room="arena"}');
  expect(encoding).toBeGreaterThan(0);
  expect(encoding, "part of the step").toBeLessThan(
    sampleOf(text, 'skirmish_tick_seconds_sum{room="arena"}'),
  );
  expect(sampleOf(text, 'skirmish_corrections_reported_total{room="arena"}'), "a plausible value").toBe(3);
  expect(sampleOf(text, 'skirmish_rejected_total{reason="malformed"}')).toBe(1);
  expect([...labelsOf(text)].filter((one) => !before.has(one))).toEqual([]);
  await ada.room.leave();
});

it("[OP7] waiting inputs are counted until they are applied, and no longer once the room has closed", async () => {
  const ada = await stockPlayer(server.url, "Ada");
  const debt = async () => sampleOf(await metricsOf(server.url), 'skirmish_input_debt{room="arena"}');
  // Far more at once than a tick applies.
  let most = 0;
  await until(async () => {
    for (let i = 0; i < 20; i++) ada.send({ moveX: i });
    most = Math.max(most, await debt());
    return most > 0;
  }, "a debt");
  await until(async () => (await debt()) === 0, "the waiting inputs to be applied");
  await ada.room.leave();
  await until(
    async () => sampleOf(await metricsOf(server.url), 'skirmish_rooms{room="arena"}') === 0,
    "the room to close",
  );
  expect(await debt()).toBe(0);
});
