/** What a room stores of a report: the match of the reported player, and the answer to the reporter. */
import { expect, it } from "vitest";
import { PlayerReports } from "../../../server/moderation/playerReports.ts";
import { memoryReports } from "../../../server/moderation/reportStore.ts";
import { UNREPORTED } from "../../../server/net/reports.ts";
import type { MessageContext } from "../../../server/rooms/handleMessage.ts";
import { RecentPlayers } from "../../../server/rooms/recentPlayers.ts";
import { matchMomentOf, reportPlayer } from "../../../server/rooms/reporting.ts";
import type { Seat } from "../../../server/rooms/seats.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

function match(room: string, tick: number) {
  const sent: unknown[] = [];
  const playerReports = new PlayerReports(memoryReports(), silentTelemetry);
  const seat = { player: { name: "Ada" }, network: "192.0.2.1", share: 1 } as unknown as Seat;
  const recent = new RecentPlayers();
  const parts = {
    ...{ roomId: room, roomName: "arena", seats: new Map([["ada", seat]]), recent },
    context: { playerReports, reports: UNREPORTED, logs: {} },
    hosted: { world: { tick }, broadcaster: { sendTo: (...message: unknown[]) => sent.push(message) } },
    survival: { mayStep: true },
  } as unknown as MessageContext;
  return { parts, playerReports, recent, seat, sent };
}

it("[SO2] a report about a player of another room who wrote to all names that room, at the time of the line", async () => {
  const there = matchMomentOf(match("there", 900).parts);
  const { parts, playerReports, recent, seat, sent } = match("here", 5000);
  recent.note("bob", "Bob", "to all", there);
  recent.note("cid", "Cid", "to all", matchMomentOf(match("here", 4000).parts));
  await reportPlayer("ada", seat, { player: "bob", reason: "offensive" }, parts);
  await reportPlayer("ada", seat, { player: "cid", reason: "offensive" }, parts);
  const reports = await playerReports.open();
  const of = (session: string) => reports.find(({ reported }) => reported.session === session);
  expect(of("bob")).toMatchObject({ room: "there", tick: 900, said: ["to all"], log: "kept" });
  expect(of("cid")).toMatchObject({ room: "here", tick: 5000 });
  expect(sent).toEqual(["bob", "cid"].map((player) => ["ada", "reported", { player, again: false }]));
});
