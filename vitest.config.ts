import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Processes of their own: tests start servers, browsers and clients side by side.
    pool: "forks",
    maxWorkers: 2,
    // Generous: tests wait for conditions, and a busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    reporters: [["default", { summary: false }]],
  },
});
