/** The watchdog does not run in a process with a debugger. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MODULE = new URL("../../../server/cluster/watchdog.ts", import.meta.url).href;
const SCRIPT = `import { isDebugged } from ${JSON.stringify(MODULE)}; console.log(isDebugged());`;

async function isDebugged(args: string[], NODE_OPTIONS: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, "--input-type=module", "-e", SCRIPT],
    {
      env: { ...process.env, NODE_OPTIONS },
    },
  );
  return stdout.trim();
}

it("[SV12] a process is not watched while it is debugged, however the debugger was started", async () => {
  const debug = "--inspect=127.0.0.1:0";
  const outputs = await Promise.all([isDebugged([], ""), isDebugged([debug], ""), isDebugged([], debug)]);
  expect(outputs, "not at all, as an argument, in NODE_OPTIONS").toEqual(["false", "true", "true"]);
});
