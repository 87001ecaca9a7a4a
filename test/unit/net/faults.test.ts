import { ServerError } from "@colyseus/core";
import { describe, expect, it } from "vitest";
import { kindOf } from "../../../server/net/faults.ts";
import { runTool } from "../../support/runTool.ts";

describe("[FA1] an uncaught error", () => {
  const coded = (code: string) => Object.assign(new Error(code), { code });
  const named = (name: string) => Object.assign(new Error("…"), { name });

  it.each([
    ["a reset", coded("ECONNRESET")],
    ["a closed pipe", coded("EPIPE")],
    ["an invalid frame", coded("WS_ERR_INVALID_OPCODE")],
    ["an invalid address", coded("ERR_INVALID_URL")],
    ["a refusal by the framework", new ServerError(4212, "expired")],
    ["Redis that does not answer", named("MaxRetriesPerRequestError")],
    ["Redis that is gone", new Error("Connection is closed.")],
    ["a process that is gone", new Error("ipc_timeout")],
  ])("is caused by a client or the network: %s", (_, fault) => expect(kindOf(fault)).toBe("client"));

  it.each([
    ["a programming error", new TypeError("x is not a function")],
    ["an assertion", new Error("cannot be")],
    ["a missing file", coded("ENOENT")],
    ["a thrown string", "oops"],
    ["nothing", undefined],
  ])("is a bug: %s", (_, fault) => expect(kindOf(fault)).toBe("bug"));

  for (const how of ["rejection", "exception"]) {
    it(`of a connection (${how}) does not end the process`, async () => {
      const { code, output } = await runTool("test/support/faulty.ts", [how, "client"]);
      expect([code, output]).toEqual([0, "fault: client\nlives\n"]);
    });
  }

  it("as a rejection in the program does not end the process, and is reported", async () => {
    const { code, output } = await runTool("test/support/faulty.ts", ["rejection", "bug"]);
    expect([code, output]).toEqual([0, "fault: bug\nlives\n"]);
  });

  it("as an exception in the program ends the process", async () => {
    const { code, output } = await runTool("test/support/faulty.ts", ["exception", "bug"]);
    expect([code, output]).toEqual([1, "fault: bug\n"]);
  });
});
