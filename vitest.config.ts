import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longestFirst.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Servers of tests log no match and keep no records, unless a test says where.
    env: { REPLAY_DIR: "", RECORDS: "off" },
    // Processes of their own: tests start servers, browsers and clients side by side.
    pool: "forks",
    // As many as a small machine has cores: servers, browsers and clients of four at once needed more than two cores.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Generous: tests wait for conditions, and a busy machine is slow, not wrong.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
    reporters: [["default", { summary: false }]],
  },
});
