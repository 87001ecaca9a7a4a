/** A player reports another one to the operators. */
import type { MatchMoment, ReportReason } from "../../shared/playerReports.ts";
import { ERROR, type ServerMessages } from "../../shared/protocol.ts";
import type { Reporter } from "../moderation/playerReports.ts";
import type { RefusedMessage } from "../net/inbox.ts";
import { idOf } from "../net/joinIdentity.ts";
import type { MessageContext } from "./handleMessage.ts";
import type { Seat } from "./seats.ts";

interface Wish {
  /** Session id. */
  player: string;
  reason: ReportReason;
}

const reporterOf = (session: string, { auth, network, share }: Seat): Reporter => ({
  ...{ player: idOf(auth), session, network, share },
});

const refuse = (code: RefusedMessage["code"], message: string): RefusedMessage => ({
  type: "refused",
  code,
  message,
});

/** @returns why a report is refused; undefined when it is taken */
export function refusalOfReport(
  from: string,
  seat: Seat,
  { player }: Wish,
  { context, seats, recent }: MessageContext,
): RefusedMessage | undefined {
  if (player === from) return refuse(ERROR.malformed, "reportPlayer: you cannot report yourself");
  if (!seats.has(player) && recent.get(player) === undefined)
    return refuse(ERROR.noPlayer, "there is no such player in this match");
  const reason = context.playerReports.refusalOf(reporterOf(from, seat));
  return reason === undefined ? undefined : refuse(ERROR.tooFast, reason);
}

const FAULTS = {
  crowded: "the operators still have many reports from your network; your report was not taken",
  full: "the operators have too many open reports; your report was not taken",
  failed: "your report could not be stored; send it again in a moment",
} as const;

/** @returns the current moment of the room's match */
export const matchMomentOf = ({ context, hosted, roomId, roomName }: MessageContext): MatchMoment => ({
  ...{ room: roomId, mode: roomName, tick: hosted.world.tick, logged: context.logs !== undefined },
});

/** Stores a report, and answers once it is stored. */
export async function reportPlayer(
  from: string,
  seat: Seat,
  { player, reason }: Wish,
  parts: MessageContext,
): Promise<void> {
  const { context, hosted, seats, recent, roomId } = parts;
  const { name = "", said = [], match } = recent.get(player) ?? {};
  const isElsewhere = match !== undefined && match.room !== roomId;
  const result = await context.playerReports.add(reporterOf(from, seat), {
    ...(isElsewhere ? match : matchMomentOf(parts)),
    ...{ reason, said },
    reporter: { session: from, name: seat.player.name },
    reported: { session: player, name: seats.get(player)?.player.name ?? name },
  });
  // The match may have migrated meanwhile; a repeated report counts once.
  if (!parts.survival.mayStep) return;
  const { broadcaster } = hosted;
  if (result !== "taken" && result !== "repeated") {
    context.reports.refused(ERROR.notReported);
    broadcaster.sendTo(from, "error", { code: ERROR.notReported, message: FAULTS[result] });
    return;
  }
  const answer: ServerMessages["reported"] = { player, again: result === "repeated" };
  broadcaster.sendTo(from, "reported", answer);
}
