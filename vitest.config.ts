import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longestFirst.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Servers of tests log no match and keep no records, unless a test says where.
    env: { REPLAY_DIR: "", RECORDS: "off" },
    // Processes of their own: tests start servers, browsers and clients side by side.
    pool: "forks",
    // Two more than a small machine has cores: most tests wait for processes, links and leases most of the time.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Generous: tests wait for conditions, and a busy machine is slow, not wrong.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
    reporters: [["default", { summary: false }]],
  },
});
