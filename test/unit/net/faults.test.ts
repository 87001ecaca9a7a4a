import { ServerError } from "@colyseus/core";
import { describe, expect, it } from "vitest";
import { kindOf } from "../../../server/net/faults.ts";
import { runTool } from "../../support/runTool.ts";

describe("[FA1] a fault that nobody caught", () => {
  const coded = (code: string) => Object.assign(new Error(code), { code });
  const named = (name: string) => Object.assign(new Error("…"), { name });

  it.each([
    ["a reset", coded("ECONNRESET")],
    ["a closed pipe", coded("EPIPE")],
    ["a frame against the rules", coded("WS_ERR_INVALID_OPCODE")],
    ["an address that is none", coded("ERR_INVALID_URL")],
    ["a refusal of the framework's", new ServerError(4212, "expired")],
    ["Redis that does not answer", named("MaxRetriesPerRequestError")],
    ["Redis that is gone", new Error("Connection is closed.")],
    ["a process that is gone", new Error("ipc_timeout")],
  ])("is not ours: %s", (_, fault) => expect(kindOf(fault)).toBe("client"));

  it.each([
    ["a mistake", new TypeError("x is not a function")],
    ["an assertion", new Error("cannot be")],
    ["a file that is not there", coded("ENOENT")],
    ["a thrown text", "oops"],
    ["nothing", undefined],
  ])("is ours: %s", (_, fault) => expect(kindOf(fault)).toBe("bug"));

  for (const how of ["rejection", "exception"]) {
    it(`as a ${how} of a connection is survived`, async () => {
      const { code, output } = await runTool("test/support/faulty.ts", [how, "client"]);
      expect([code, output]).toEqual([0, "fault: client\nlives\n"]);
    });
  }

  it("as a rejection of the program is survived, and told", async () => {
    const { code, output } = await runTool("test/support/faulty.ts", ["rejection", "bug"]);
    expect([code, output]).toEqual([0, "fault: bug\nlives\n"]);
  });

  it("as an exception of the program ends the process", async () => {
    const { code, output } = await runTool("test/support/faulty.ts", ["exception", "bug"]);
    expect([code, output]).toEqual([1, "fault: bug\n"]);
  });
});
