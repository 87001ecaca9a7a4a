/** Which findings about addresses count as certain. */
import { expect, it } from "vitest";
import { AddressCheck, type AddressCheckOptions, type Answer } from "../../../server/cluster/addressCheck.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

const self = { id: "self", address: "10.0.0.1:1", public: "10.0.0.1:1", started: 2 };
const other = { id: "other", address: "10.0.0.2:1", public: "10.0.0.2:1", started: 1, state: "ready" };
const there: { [address: string]: Answer } = {
  [self.address]: { process: "self" },
  [other.address]: { process: "other" },
};

/** @returns why the process is not ready after enough checks; undefined when it is ready */
async function faultOf(changes: Partial<AddressCheckOptions>): Promise<string | undefined> {
  let checks = 0;
  const check = new AddressCheck({
    ...{
      clock: { ...systemClock, wait: async () => {} },
      log: silentTelemetry.log,
      checksPublicAddress: true,
    },
    self: () => self,
    processes: () => [self, other] as unknown as ProcessRecord[],
    ask: async (address) => there[address] ?? { refused: "ECONNREFUSED" },
    askThrough: async (_process, address) => there[address],
    receivesRequests: async () => true,
    onChecked: (address) => {
      if (address === "own") checks++;
    },
    ...changes,
  });
  await check.start(() => checks < 3);
  check.stop();
  return check.failure;
}

it("[HO3] no fault is reported when all processes reach each other", async () => {
  expect(await faultOf({})).toBeUndefined();
});

it("[HO3] an address that another process does not reach is a fault, and the message names the address and the remedy", async () => {
  expect(await faultOf({ askThrough: async () => ({ refused: "EHOSTUNREACH" }) })).toBe(
    "process other does not reach this one at 10.0.0.1:1 (EHOSTUNREACH): set HOST to an address of this machine that the other processes reach",
  );
});

it("[HO3] an address that is unreachable is a fault if its process answers through Redis", async () => {
  const ask = async (address: string): Promise<Answer> =>
    address === other.address ? { unclear: "no answer within 1000 ms" } : there[address]!;
  expect(await faultOf({ ask })).toMatch(/^process other is not reached at 10\.0\.0\.2:1 \(no answer/);
});

it("[HO3] a process that does not answer through Redis proves nothing", async () => {
  const ask = async (address: string): Promise<Answer> =>
    address === other.address ? { refused: "ECONNREFUSED" } : there[address]!;
  expect(await faultOf({ ask, askThrough: async () => undefined })).toBeUndefined();
});

it("[HO3] a process that does not receive its requests through Redis is not ready", async () => {
  expect(await faultOf({ receivesRequests: async () => false })).toMatch(
    /^this process receives no requests .* channels of CLUSTER$/,
  );
});

it("[HO3] a process that was reached before stays ready while it is slow to answer itself, and not when nothing listens", async () => {
  let answer: Answer = there[self.address]!;
  let look = (): void => {};
  let checks = 0;
  const check = new AddressCheck({
    clock: {
      ...systemClock,
      every: (_ms, work) => {
        look = work;
        return () => {};
      },
    },
    ...{ log: silentTelemetry.log, checksPublicAddress: false, self: () => self, processes: () => [] },
    ...{ ask: async () => answer, askThrough: async () => undefined, receivesRequests: async () => true },
    onChecked: (address) => {
      if (address === "own") checks++;
    },
  });
  await check.start(() => true);
  const lookThrice = async () => {
    for (let i = 0; i < 3; i++) {
      const before = checks;
      look();
      await until(() => checks > before, "the check to end");
    }
    return check.failure;
  };
  answer = { unclear: "no answer within 1000 ms" };
  expect(await lookThrice()).toBeUndefined();
  answer = { refused: "ECONNREFUSED" };
  expect(await lookThrice()).toMatch(/^this process is not reached at 10\.0\.0\.1:1/);
  answer = there[self.address]!;
  expect(await lookThrice()).toBeUndefined();
});

it("[HO3] a process that drains, or is not ready itself, is not asked", async () => {
  for (const change of [{ state: "draining" }, { fault: "starting" }]) {
    const processes = () => [self, { ...other, ...change }] as unknown as ProcessRecord[];
    expect(await faultOf({ processes, askThrough: async () => ({ refused: "no" }) })).toBeUndefined();
  }
});

it("[HO3] a public address with a path may be unreachable from here, one of host and port may not", async () => {
  const at = (open: string) => ({ self: () => ({ ...self, public: open }) });
  expect(await faultOf(at("play.example/game-1"))).toBeUndefined();
  expect(await faultOf(at("play.example:2567"))).toMatch(/^PUBLIC_ADDRESS play\.example:2567 leads nowhere/);
  expect(await faultOf({ ...at("play.example:2567"), checksPublicAddress: false })).toBeUndefined();
  const ask = async (address: string): Promise<Answer> => there[address] ?? { process: "third" };
  expect(await faultOf({ ...at("play.example/game-1"), ask })).toMatch(/leads to process third/);
});
