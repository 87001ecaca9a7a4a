import { afterEach, describe, expect, it } from "vitest";
import { Inbox } from "../../../server/net/inbox.ts";
import { playerName } from "../../../server/net/name.ts";
import { clean, visible, words } from "../../../server/net/words.ts";
import { redact } from "../../../server/ops/log.ts";
import { runTool } from "../../support/runTool.ts";

afterEach(() => {
  words.filter = true;
});

describe("[CO1] what is said", () => {
  it.each([
    ["plain", "hello there", "hello there"],
    ["composed", "e\u0301", "é"],
    ["a change of direction", "abc\u202Edef\u2066", "abcdef"],
    ["zero widths", "a\u200Bb\uFEFFc\u2060", "abc"],
    ["blank letters", "a\u3164\u2800b", "a b"],
    ["lines and tabs", "a\n\tb\u2028c", "a b c"],
    ["a tower of marks", `a${"\u0336".repeat(40)}b`, "a\u0336\u0336b"],
    ["one picture of several", "👩‍🚀", "👩‍🚀"],
    ["nothing to see", "\u200B\u3164\u202E", ""],
  ])("is visible and one line: %s", (_, text, seen) => {
    expect(visible(text)).toBe(seen);
  });

  it("that cannot be seen is no chat", () => {
    expect(new Inbox(0).read("chat", { text: "\u200B\u200B" }, 0)).toMatchObject({ code: "malformed" });
  });

  it("is masked where it swears, unless the operator does not want that", () => {
    expect(new Inbox(0).read("chat", { text: "what the fuck" }, 0)).toMatchObject({
      message: { text: expect.stringMatching(/^what the f\*+$/) },
    });
    words.filter = false;
    expect(clean("what the fuck")).toBe("what the fuck");
  });

  it.each([["Scunthorpe"], ["assassin"], ["Hancock"], ["Dickens"]])("is not masked in %s", (name) => {
    expect(clean(name)).toBe(name);
  });
});

describe("[SE4] a name", () => {
  it.each([["\u3164\u3164"], ["a\u2800"], ["fuck"], ["x".repeat(100_000)]])("%j is not granted", (wish) => {
    expect(playerName(wish, 7)).toBe("Pilot-0007");
  });

  it("that swears is granted where the operator does not mind", () => {
    words.filter = false;
    expect(playerName("fuck", 7)).toBe("fuck");
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
  ])("says nothing secret: %s", (line) => {
    expect(redact(line)).not.toContain("s3cret");
    expect(redact(line)).toContain("[secret]");
  });

  it("is searched before it is written, wherever in it something stands", async () => {
    const { output } = await runTool("test/support/talkative.ts", ["reconnectionToken=s3cret-x"]);
    expect(output).toContain("[secret]");
    expect(output).not.toContain("s3cret");
  });
});
