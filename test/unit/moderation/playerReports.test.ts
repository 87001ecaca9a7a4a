/** Limits of reports, and the matches whose logs they keep. */
import { expect, it } from "vitest";
import { PlayerReports, type Reporter } from "../../../server/moderation/playerReports.ts";
import { memoryReports } from "../../../server/moderation/reportStore.ts";
import { RATES } from "../../../server/net/limits.ts";
import { RecentPlayers } from "../../../server/rooms/recentPlayers.ts";
import { PLAYER_REPORTS, replayOfReport } from "../../../shared/playerReports.ts";
import { playerReport } from "../../support/playerReport.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

const reporter = (more: Partial<Reporter> = {}): Reporter => ({
  ...{ player: "p-ada", session: "ada", network: "192.0.2.1", share: 1 },
  ...more,
});
const about = (session: string, room = "room", logged = true) => {
  const {
    id: _id,
    at: _at,
    network: _network,
    ...report
  } = playerReport({ room, logged, reported: { session, name: session } });
  return report;
};
const fresh = (store = memoryReports()) => new PlayerReports(store, silentTelemetry);

it("[SO1] a player may make 5 reports at once, whatever its session, and a client network 20", () => {
  const reports = fresh();
  for (let i = 0; i < RATES.reporter.burst; i++)
    expect(reports.refusalOf(reporter({ session: `s${i}` }))).toBeUndefined();
  expect(reports.refusalOf(reporter({ session: "new" }))).toMatch(/^too many reports; .* in \d+ s$/);
  let taken = RATES.reporter.burst;
  for (let i = 0; i < 100; i++)
    if (reports.refusalOf(reporter({ player: undefined, session: `guest${i}` })) === undefined) taken++;
  // The refused report of before counted for the network, too.
  expect(taken).toBe(RATES.reporterNetwork.burst - 1);
  expect(reports.refusalOf(reporter({ player: "p-bob", network: "192.0.2.2" }))).toBeUndefined();
});

it("[SO1] reports of one player about another count once in a match, also from another session", async () => {
  const reports = fresh();
  expect(await reports.add(reporter(), about("bob"))).toBe("taken");
  expect(await reports.add(reporter({ session: "ada2" }), about("bob"))).toBe("repeated");
  expect(await reports.add(reporter({ player: "p-cid" }), about("bob"))).toBe("taken");
  expect(await reports.add(reporter(), about("bob", "next"))).toBe("taken");
  expect(await reports.open()).toHaveLength(3);
});

it("[SO1] a report that the store does not take can be repeated", async () => {
  const store = memoryReports();
  let isAway = true;
  const add: typeof store.add = (...args) =>
    isAway ? Promise.reject(new Error("away")) : store.add(...args);
  const reports = fresh({ ...store, add });
  expect(await reports.add(reporter(), about("bob"))).toBe("failed");
  isAway = false;
  expect(await reports.add(reporter(), about("bob"))).toBe("taken");
});

it("[SO2] open reports keep the logs of 50 matches, until they are resolved", async () => {
  const reports = fresh();
  await reports.add(reporter(), about("bob", "unlogged", false));
  for (let i = 0; i <= PLAYER_REPORTS.keptMatches; i++)
    await reports.add(reporter({ network: "" }), about("bob", `m${i}`));
  const all = await reports.open();
  expect(all.find(({ room }) => room === "m0")!.log).toBe("kept");
  expect(all.find(({ room }) => room === "m50")!.log).toBe("limit");
  expect(all.find(({ room }) => room === "unlogged")!.log).toBe("none");
  expect((await reports.keptMatches()).has("m50")).toBe(false);
  const planned = await reports.resolve(all.find(({ room }) => room === "m0")!.id);
  expect(planned).toMatchObject({ description: "resolves the report of Ada about bob in room m0" });
  await ("give" in planned && planned.give());
  expect([...(await reports.keptMatches())]).toContain("m50");
  expect([...(await reports.keptMatches())]).not.toContain("m0");
  expect(await reports.resolve("nothing")).toEqual({ missing: "there is no open report nothing" });
});

it("[SO2] one client network has 20 open reports at most, and does not displace the matches of other reporters", async () => {
  const store = memoryReports();
  const reports = fresh(store);
  const results: string[] = [];
  for (let i = 0; i < 25; i++) results.push(await reports.add(reporter(), about("bob", `a${i}`)));
  expect(results.filter((result) => result === "taken")).toHaveLength(20);
  expect(results.at(-1)).toBe("crowded");
  const ofMany = reporter({ network: "192.0.2.9", share: 5 });
  for (let i = 0; i < 60; i++) await reports.add(ofMany, about("bob", `b${i}`));
  expect(await reports.add(reporter({ network: "192.0.2.2" }), about("bob", "mine"))).toBe("taken");
  const kept = [...(await reports.keptMatches())];
  expect(kept).toHaveLength(PLAYER_REPORTS.keptMatches);
  expect(kept.slice(0, 4)).toEqual(["a0", "b0", "mine", "a1"]);
  // Neither the store nor operators get addresses.
  const [stored] = await store.list();
  expect(stored!.network).toMatch(/^[0-9a-f]{16}$/);
  expect(JSON.stringify(await reports.open())).not.toMatch(/192\.0\.2|network/);
});

it("[SO2] an order resolves all reports of a room, or from one client network", async () => {
  const reports = fresh();
  const other = reporter({ player: "p-bob", network: "192.0.2.2" });
  for (const room of ["a", "b"])
    for (const by of [reporter(), other]) await reports.add(by, about("cid", room));
  const resolve = async (room: string, also: "room" | "network") => {
    const [{ id } = { id: "" }] = (await reports.open()).filter((one) => one.room === room);
    const planned = await reports.resolve(id, also);
    if (!("give" in planned)) throw new Error(JSON.stringify(planned));
    return [planned.description, await planned.give()];
  };
  expect(await resolve("a", "room")).toEqual([
    "resolves the 2 reports of room a",
    expect.objectContaining({ outcome: "done" }),
  ]);
  expect((await reports.open()).map(({ room }) => room)).toEqual(["b", "b"]);
  await reports.add(other, about("cid", "c"));
  const [description] = await resolve("c", "network");
  expect(description).toBe("resolves the 2 reports from the network of Ada");
  expect((await reports.open()).map(({ room }) => room)).toEqual(["b"]);
});

it("[OP9] whether a report was resolved is unknown when the store has not answered", async () => {
  const store = memoryReports();
  const resolve = () => Promise.reject(new Error("Command timed out"));
  const reports = fresh({ ...store, resolve });
  await reports.add(reporter(), about("bob"));
  const [{ id } = { id: "" }] = await reports.open();
  const planned = await reports.resolve(id);
  expect(await ("give" in planned && planned.give())).toMatchObject({ outcome: "unknown" });
});

it("[SO2] the link of a report begins 20 s before it, at the reported player, whatever its name", () => {
  const reported = { session: "bob", name: "a&b <i>" };
  expect(replayOfReport(playerReport({ tick: 3000, reported }))).toBe("replay/room?t=80&ship=a%26b+%3Ci%3E");
  expect(replayOfReport(playerReport({ tick: 30 }))).toBe("replay/room?t=0&ship=Bob");
});

it("[SO1] a room remembers the latest 5 lines of 100 players, also of those who have left", () => {
  const recent = new RecentPlayers();
  for (let i = 0; i < 7; i++) recent.note("bob", "Bob", `line ${i}`);
  recent.note("bob", "Bob");
  expect(recent.get("bob")).toMatchObject({ name: "Bob", said: [2, 3, 4, 5, 6].map((i) => `line ${i}`) });
  for (let i = 0; i < 100; i++) recent.note(`s${i}`, "Cid");
  expect([recent.get("bob"), recent.get("s0")?.name]).toEqual([undefined, "Cid"]);
});
