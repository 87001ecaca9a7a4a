/** The keeper of parties: it writes which members sit in the rooms of this process. */
import { beforeEach, expect, it } from "vitest";
import { LocalParties, type PartySeated } from "../../../server/cluster/parties.ts";
import { PartyKeeper } from "../../../server/cluster/partyKeeper.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

const X = { room: "x", mode: "arena" };
const seated = (...names: string[]) => ({ names, isConnected: names.length > 0 });
const hosts: { [room: string]: { isActive: boolean; seated: [string, PartySeated][] } } = {};
let store: LocalParties;
let keeper: PartyKeeper;
/** Whether the store refuses all writes, as without Redis. */
let isStoreGone = false;
const host = (room: string) => ({
  ...{ roomId: room, roomName: "arena", isActive: hosts[room]!.isActive },
  parties: () => new Map(hosts[room]?.seated),
});
const close = (room: string, isOver = true) => {
  const closed = host(room);
  delete hosts[room];
  keeper.closed(closed, isOver);
};
const unlessGone = async (work: () => Promise<void>) => {
  if (isStoreGone) throw new Error("Connection is closed.");
  await work();
};
beforeEach(async () => {
  for (const room of Object.keys(hosts)) delete hosts[room];
  hosts.x = { isActive: true, seated: [["P", seated("Ada")]] };
  isStoreGone = false;
  store = new LocalParties();
  keeper = new PartyKeeper(
    {
      notice: async () => {},
      keep: (...args) => unlessGone(() => store.keep(...args)),
      release: async (...args) => {
        await unlessGone(async () => {});
        return await store.release(...args);
      },
    },
    () => Object.keys(hosts).map(host),
    systemClock,
    silentTelemetry.log,
  );
  await keeper.keep();
  expect((await store.status("P")).playing).toEqual(["Ada"]);
});

it("[PA3][PA5] the keeper releases the parties of a room that has closed, also of one whose seats are only reserved", async () => {
  await store.bind("Q", X);
  hosts.x!.seated.push(["Q", seated()]);
  await keeper.keep();
  close("x");
  await until(async () => (await store.look("P")) === undefined, "the party to be released");
  expect(await store.look("Q")).toBeUndefined();
});

it("[PA3] a party whose match has migrated keeps its room", async () => {
  close("x", false);
  await keeper.keep();
  expect((await store.status("P")).playing).toEqual(["Ada"]);
});

it("[PA3][PA5] a write that Redis refused is repeated: that members have left, and that a room has closed", async () => {
  hosts.y = { isActive: true, seated: [["Q", seated("Bob")]] };
  await keeper.keep();
  isStoreGone = true;
  hosts.x!.seated = [];
  await keeper.keep();
  close("y");
  await keeper.keep();
  expect([(await store.status("P")).playing, (await store.status("Q")).playing]).toEqual([["Ada"], ["Bob"]]);
  isStoreGone = false;
  await keeper.keep();
  expect((await store.status("P")).playing).toEqual([]);
  expect(await store.look("Q")).toBeUndefined();
});

it("[PA3] a fault in one round does not end the keeping of parties", async () => {
  const { seated: before } = hosts.x!;
  Object.defineProperty(hosts.x, "seated", {
    configurable: true,
    get: () => {
      throw new Error("broken");
    },
  });
  await keeper.keep();
  Object.defineProperty(hosts.x, "seated", { value: [...before, ["Q", seated("Bob")]] });
  await keeper.keep();
  expect((await store.status("Q")).playing).toEqual(["Bob"]);
});
