/** Rooms, players and events as lines for a terminal. */
import { bytes } from "../../client/ops/format.ts";
import type { ReplayEntry } from "../../shared/log/replays.ts";
import { durationOf, namesOf, stateOf } from "../../shared/log/replayWords.ts";
import type { OpsEvent, PlayerFigures, WatchedRoom } from "../../shared/operators.ts";
import { type OpenReport, replayOfReport } from "../../shared/playerReports.ts";
import { printable } from "../../shared/text.ts";

const ROOMS = [
  "room",
  "name",
  "process",
  "players",
  "bots",
  "round",
  "tick p99",
  "sent",
  "debt",
  "corrections",
  "returns",
  "state",
];
const PLAYERS = [
  "session",
  "name",
  "state",
  "score",
  "rtt",
  "debt",
  "sent",
  "received",
  "connected",
  "address",
];

const perSecond = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB/s`;

/** Rows for `textTable`. */
export const roomsTable = (rooms: readonly WatchedRoom[]): string[][] => [
  ROOMS,
  ...rooms.map(({ id, name, process, players, capacity, locked, figures: f }) => [
    ...[id, name, process, `${players}/${capacity}`],
    ...(f === undefined
      ? ["–", "–", "–", "–", "–", "–", "–"]
      : [
          String(f.bots ?? "–"),
          `${f.round} ${f.phase}`,
          `${f.tickP99.toFixed(1)} ms`,
          perSecond(f.bytesPerSecond),
          String(f.inputDebt),
          String(f.corrections),
          String(f.reconnects),
        ]),
    locked ? "locked" : "open",
  ]),
];

/** Rows for `textTable`. Rates are averages since the player connected. */
export const playersTable = (players: readonly PlayerFigures[]): string[][] => [
  PLAYERS,
  ...players.map(
    ({ session, name, away, bot, score, rtt, debt, bytesOut, bytesIn, connected, address, mutedUntil }) => [
      ...[
        session,
        name,
        `${away ? "away" : "playing"}${bot ? ", bot" : ""}${mutedUntil === undefined ? "" : ", muted"}`,
        String(score),
      ],
      ...[rtt === undefined ? "–" : `${rtt.toFixed(1)} ms`, String(debt)],
      ...(connected === 0
        ? ["–", "–", "–"]
        : [perSecond(bytesOut / connected), perSecond(bytesIn / connected), `${connected} s`]),
      address || "–",
    ],
  ),
];

const REPLAYS = ["match", "mode", "start (UTC)", "duration", "players", "size", "state", "link"];

/** Rows for `textTable`. */
export const replaysTable = (replays: readonly (ReplayEntry & { url: string })[]): string[][] => [
  REPLAYS,
  ...replays.map((one) => [
    ...[one.id, one.mode ?? "–", timeOf(one.started), durationOf(one)],
    namesOf(one.players),
    bytes(one.bytes),
    stateOf(one),
    `${one.url}/replay/${one.id}`,
  ]),
];

const REPORTS = ["report", "time (UTC)", "player", "reason", "last chat lines", "reported by", "log", "link"];

/** Rows for `textTable`. @param urls of servers that have the logs, by match */
export const reportsTable = (
  reports: readonly OpenReport[],
  urls: ReadonlyMap<string, string>,
): string[][] => [
  REPORTS,
  ...reports.map((one) => [
    ...[one.id, timeOf(one.at), nameOf(one.reported), one.reason],
    one.said.join(" | ") || "–",
    nameOf(one.reporter),
    one.log,
    urls.has(one.room) ? `${urls.get(one.room)}/${replayOfReport(one)}` : "–",
  ]),
];

const nameOf = ({ name, session }: OpenReport["reported"]): string => `${name} (${session})`;

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

export function eventLine({ at, kind, text, count, process, by, outcome, reason }: OpsEvent): string {
  const time = new Date(at).toLocaleTimeString("en-GB");
  const became = outcome === undefined ? "" : `: ${[outcome, reason].filter(Boolean).join(", ")}`;
  const times = count === undefined ? "" : ` ×${count}`;
  const whom = by === undefined ? "" : ` – by ${by}`;
  return printable(`${time}  ${kind.padEnd(8)}  ${process.padEnd(9)}  ${text}${times}${became}${whom}`);
}
