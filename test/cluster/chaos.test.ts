/** The chaos command at a small size: it breaks a cluster and measures what players lost. */
import { expect, it } from "vitest";
import { runTool } from "../support/runTool.ts";

it("[SV2][SV3][SV4] chaos kills processes under load, and finds no violation", async () => {
  const { code, output } = await runTool("test/chaos/cli.ts", [
    "--kills",
    "2",
    "--players",
    "10",
    "--seed",
    "4",
  ]);
  expect(output).toContain("✓ 2 faults");
  expect(output, output).toMatch(/✓ (\d+) of \1 players returned to their match/);
  expect(output).toContain("✓ 0 points lost");
  expect(output).toMatch(/✓ 0 of \d+ epochs with more than one owner/);
  // Only the long run judges times: here other tests run at the same time.
  expect(code, output).toBe(output.includes("✗") ? 1 : 0);
});

it("chaos reports invalid options with the valid values", async () => {
  expect(await runTool("test/chaos/cli.ts", ["--kills", "none"])).toMatchObject({
    code: 1,
    errors: '--kills "none": expected a whole number from 1 to 10000\n',
  });
  expect(await runTool("test/chaos/cli.ts", ["--faults", "flood"])).toMatchObject({
    code: 1,
    errors:
      '--faults "flood": expected some of kill, stop, redis, outage, drain, pause, delay, cut, replica, thread, match\n',
  });
});
