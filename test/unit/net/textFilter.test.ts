import { describe, expect, it } from "vitest";
import { Inbox } from "../../../server/net/inbox.ts";
import { createTextFilter } from "../../../server/net/textFilter.ts";
import { inert, redact } from "../../../server/ops/log.ts";
import { readableLog } from "../../../tools/cluster/logLine.ts";
import { runTool } from "../../support/runTool.ts";

describe("[CO1] a chat line", () => {
  const checked = (text: string, tick = 0) =>
    new Inbox({ messages: {} }, createTextFilter(true)).read("chat", { text }, tick);

  it("without a visible character is refused", () => {
    expect(checked("\u200B\u200B")).toMatchObject({ code: "malformed" });
  });

  it("is masked where it contains a swear word", () => {
    expect(checked("what the fuck")).toMatchObject({ body: { text: "what the f***" } });
  });

  it("has at most 160 characters (grapheme clusters), of at most ten bytes each on average", () => {
    for (const one of ["a", "कि", "தி", "👩🏽", "မြ"]) {
      expect(checked(one.repeat(160)), one).toEqual({ type: "chat", body: { text: one.repeat(160) } });
      expect(checked(one.repeat(161)), one).toMatchObject({
        code: "malformed",
        message: expect.stringContaining("160"),
      });
    }
    expect(checked("👨‍👩‍👧‍👦".repeat(100))).toMatchObject({
      code: "malformed",
      message: expect.stringContaining("bytes"),
    });
  });
});

describe("[ID4] a line of the log", () => {
  it.each([
    ["GET /p/r?sessionId=a&reconnectionToken=s3cret-x&skip=1"],
    ['{"reconnectionToken":"s3cret-x"}'],
    ["Authorization: Bearer s3cret-x"],
    ["skirmish_session=s3cret-x; a=b"],
    ['remote room (r) timed out, requesting "checkReconnectionToken with args ["s3cret-x"]"'],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyZXQteCJ9.s3cret-x"],
  ])("contains no secret: %s", (line) => {
    expect(redact(line)).not.toContain("s3cret");
    expect(redact(line)).toContain("[secret]");
  });

  it("is searched before it is written, at any depth", async () => {
    const { output } = await runTool("test/support/logFixture.ts", ["reconnectionToken=s3cret-x"]);
    expect(output).toContain("[secret]");
    expect(output).not.toContain("s3cret");
  });
});

describe("[FA2] a line of the log", () => {
  const STEERS = "a\u001b[2J\u0007\b\r\u009B31m\u202E\u007F\\u001b\u2028z";
  const unsafe = /[\p{Cc}\p{Bidi_C}\u2028]/u;

  it("does not control a terminal, neither raw nor parsed", () => {
    const line = inert(JSON.stringify({ text: STEERS }));
    expect(line).not.toMatch(unsafe);
    const { text } = JSON.parse(line) as { text: string };
    expect(text).not.toMatch(unsafe);
    expect(text).toMatch(/^a\\u001b\[2J\\u0007\\b\\r\\u009b31m/);
    expect(inert(JSON.stringify({ text: "पहाड़ों \\ ok\n" }))).toBe(JSON.stringify({ text: "पहाड़ों \\ ok\n" }));
  });

  it("does not control a terminal in the server's format, nor in that of `npm run cluster`", async () => {
    const { output } = await runTool("test/support/logFixture.ts", [STEERS]);
    const lines = output.trim().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).not.toMatch(unsafe);
      expect(readableLog(line)).not.toMatch(unsafe);
    }
    expect(readableLog(JSON.stringify({ time: "", level: "info", msg: "m", said: STEERS }))).not.toMatch(
      unsafe,
    );
  });
});
