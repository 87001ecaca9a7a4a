/** The log of a real room, from the server's folder through `npm run replay`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOf, SEGMENT } from "../../shared/log/format.ts";
import { fieldHashes } from "../../shared/log/worldHash.ts";
import { logFile, readLog } from "../support/matchLogs.ts";
import { runTool } from "../support/runTool.ts";
import { startServer } from "../support/server.ts";
import { pace } from "../support/stockClient.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(join(tmpdir(), "replays-"));
const CLI = "tools/replay/cli.ts";
let file = "";

beforeAll(async () => {
  const server = await startServer({ REPLAY_DIR: folder });
  const [ada, bob] = [
    await stockSeat(server.url, "arena"),
    await stockSeat(server.url, "arena", { name: "Bob" }),
  ];
  await pace(30, 3, (count) =>
    ada.send({ moveX: 100, aim: (count * 300) & 0xffff, buttons: count % 20 < 5 ? 2 : 0 }),
  );
  // A busy server makes fewer ticks in 3 s.
  await until(() => ada.room.state.tick > 75, "a match that is long enough for the tests");
  await bob.room.leave();
  await ada.room.leave();
  await server.stop();
  const [name, ...others] = readdirSync(folder).filter((one) => one.endsWith(".mlog"));
  expect(others, "one log").toEqual([]);
  file = join(folder, name!);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("npm run replay", () => {
  it("[ML2] replays a match of a server: every hash is right, and the output tells what happened", async () => {
    const { code, output } = await runTool(CLI, [file]);
    expect(output).toMatch(/Skirmish, arena, match \S+, version \d+, seed \d+/);
    expect(output).toMatch(/Ada joins \(\S+\)/);
    expect(output).toMatch(/Bob joins/);
    expect(output).toMatch(/leaves/);
    expect(output).toContain("the match is over");
    expect(output).toMatch(/✓ every hash is right: \d+; \d+ ticks .* × real time/);
    expect(code).toBe(0);
  });

  it("writes the state at a tick as JSON", async () => {
    const { code, output } = await runTool(CLI, [file, "--until", "45", "--dump"]);
    const dump = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
    expect(dump.root).toMatchObject({ tick: 45, phase: "warmup" });
    expect(Object.values(dump.entities.ships)).toContainEqual(
      expect.objectContaining({ name: "Ada", x: expect.any(Number), away: false }),
    );
    expect(code).toBe(0);
  });

  it("[ML3] exits with 1 when a bit was flipped, and names the place", async () => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    const flipped = join(folder, "flipped");
    writeFileSync(flipped, bytes);
    const { code, output } = await runTool(CLI, [flipped]);
    expect(output).toMatch(/✗ .*byte \d+.*damaged/);
    expect(code).toBe(1);
  });

  it("[ML2] ends with 1 when a hash is wrong, and names the tick and the field", async () => {
    const bytes = readFileSync(file);
    const log = readLog(bytes);
    const segments = [{ type: SEGMENT.header, from: 0, to: 0, body: bodyOf(log.header) }];
    for (const one of log.segments) {
      const body = new Uint8Array(log.open(one));
      segments.push({ type: one.type, from: one.from, to: one.to, body } as (typeof segments)[number]);
    }
    // The second second ends with a hash: 32 bits of the world, how many fields it has, and 8 bits of each.
    const { body } = segments.filter(({ type }) => (type as number) === SEGMENT.ticks)[1]!;
    const world = log.checkpoint(log.segments[0]!).world;
    const { names } = fieldHashes(world);
    body[body.length - 1]! ^= 1;
    body[body.length - names.length - 2]! ^= 1;
    const wrong = join(folder, "wrong");
    writeFileSync(wrong, logFile(segments));
    const { code, output } = await runTool(CLI, [wrong]);
    expect(output).toContain(`✗ tick 60: not as in the room: ${names.at(-1)}; right until tick 30`);
    expect(output).toMatch(/✗ 1 of \d+ hashes and checkpoints are wrong/);
    expect(code).toBe(1);
  });

  it.each([
    [[], /The FILE of a match log is missing/],
    [["package.json"], /✗ package.json: it is no match log/],
    [["nowhere.mlog"], /✗ .*no such file.*nowhere.mlog/],
  ])("says what is wrong with %j", async (args, what) => {
    const { code, output } = await runTool(CLI, args);
    expect(output).toMatch(what);
    expect(code).toBe(1);
  });
});
