import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longestFirst.ts";

/**
 * Start no server, and leave nothing behind in their process: they share one, which saves a third of their
 * processor time.
 */
const SHARING = ["test/unit/**/*.test.ts", "test/property/**/*.test.ts", "test/games/skirmish/**/*.test.ts"];
/** Their subjects end the process or threads of it, or run in a browser. */
const ALONE = [
  "test/unit/stopping.test.ts",
  "test/unit/io/**/*.test.ts",
  "test/games/skirmish/golden/trajectory.test.ts",
];

const REST = ["test/!(unit|property|games)/**/*.test.ts", "test/games/!(skirmish)/**/*.test.ts", ...ALONE];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "sharing", include: SHARING, exclude: ALONE, isolate: false } },
      { extends: true, test: { name: "alone", include: REST, setupFiles: "test/support/showServerLogs.ts" } },
    ],
    // Servers of tests log no match and keep no records, unless a test says where.
    env: { REPLAY_DIR: "", RECORDS: "off" },
    // Processes of their own: tests start servers, browsers and clients side by side.
    pool: "forks",
    // Two a core: a file needs less than half a core, because it also waits for timeouts, leases and pages. With
    // more of them servers and pages wait for each other, and the whole run is hardly shorter.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // Generous: tests wait for conditions, and a busy machine is slow, not wrong.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
    reporters: [["default", { summary: false }]],
  },
});
