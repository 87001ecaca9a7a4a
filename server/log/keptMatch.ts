/** One stored match: the logs of its owners in order, as players and operators see it. */
import type { ReplayEntry, ReplayInfo, ReplayPart } from "../../shared/log/replays.ts";
import type { KeptLog, LogFacts } from "./keptLog.ts";
import type { LoggedPlayer } from "./playerList.ts";

/** The size of a file, and its contents. */
export interface ServedPart extends ReplayPart {
  readonly log: KeptLog;
}

/** Facts about a match that its files do not contain. */
export interface MatchState {
  readonly id: string;
  readonly running: boolean;
  readonly pinned: boolean;
  readonly players: readonly LoggedPlayer[];
  /** How far watchers are behind a running match, s. */
  readonly delay: number;
  /** ms since 1970 */
  readonly now: number;
}

type Read = KeptLog & { found: LogFacts };
const isRead = (one: KeptLog): one is Read => one.found !== undefined;

export class KeptMatch {
  readonly info: ReplayInfo;
  readonly parts: readonly ServedPart[];
  /** Size of its files in REPLAY_DIR, bytes. */
  readonly here: number;
  /** When its latest file was written, ms since 1970. */
  readonly modified: number;
  /** Sort key among all matches: by start, then by id. */
  readonly place: string;
  readonly files: readonly KeptLog[];
  readonly #wasSettled: boolean;

  constructor(files: readonly KeptLog[], state: MatchState) {
    this.files = files;
    this.#wasSettled = files.every(({ isSettled }) => isSettled);
    this.here = files.reduce((sum, { here }) => sum + here, 0);
    this.modified = Math.max(...files.map(({ modified }) => modified));
    const read = files
      .filter(isRead)
      .sort((a, b) => a.found.header.epoch - b.found.header.epoch || a.found.from - b.found.from);
    this.parts = partsOf(read, state, this.modified);
    this.info = {
      ...entryOf(files, read, this.parts, state, this.modified),
      parts: this.parts.map(shown),
      sessions: sessionsOf(state),
    };
    this.place = `${String(Math.round(this.info.started)).padStart(15, "0")}.${state.id}`;
  }

  /** @returns whether nothing has changed since it was read, and nothing will */
  isStill(files: readonly KeptLog[], running: boolean, pinned: boolean): boolean {
    return (
      !running &&
      !this.info.running &&
      this.info.pinned === pinned &&
      this.files.length === files.length &&
      files.every((one, i) => one.isSettled && one === this.files[i]) &&
      this.#wasSettled
    );
  }

  /** Whether the log was ended properly. */
  static isOver(files: readonly KeptLog[]): boolean {
    const last = files
      .filter(isRead)
      .sort((a, b) => a.found.header.epoch - b.found.header.epoch)
      .at(-1);
    return last?.found.end === "over";
  }
}

const sessionsOf = ({ players }: MatchState) => players.map(({ key, name }) => ({ session: key, name }));
const shown = ({ log: _, ...part }: ServedPart): ReplayPart => part;

/** Withholds the latest seconds of a running match: a player who read them would see what all others see. */
function partsOf(
  files: readonly Read[],
  { running, delay, now }: MatchState,
  modified: number,
): ServedPart[] {
  const latest = Math.max(...files.map(({ found }) => found.to));
  const behind = running ? Math.max(0, delay - (now - modified) / 1000) : 0;
  let at = 0;
  return files.flatMap((file) => {
    const { header, from, to, holes, end, whole } = file.found;
    const bytes = behind > 0 ? file.upTo(latest - Math.ceil(behind * header.tickRate)) : whole;
    if (bytes === 0) return [];
    const part = {
      log: file,
      epoch: header.epoch,
      started: header.started,
      at,
      bytes,
      from,
      to,
      holes,
    };
    at += bytes;
    return end === undefined ? part : { ...part, end };
  });
}

function entryOf(
  files: readonly KeptLog[],
  read: readonly Read[],
  parts: readonly ServedPart[],
  { id, running, pinned, players }: MatchState,
  modified: number,
): ReplayEntry {
  const header = read[0]?.found.header;
  const [first, last] = [parts[0], parts.at(-1)];
  const faults = files.flatMap(({ found, fault }) => found?.damaged ?? fault ?? []);
  return {
    id,
    ...(header && {
      game: header.game,
      gameVersion: header.gameVersion,
      engine: header.engine,
      mode: header.mode,
      tickRate: header.tickRate,
    }),
    started: header?.started ?? modified,
    ticks: first && last ? Math.max(0, last.to - first.from) : 0,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    ...{ running, over: KeptMatch.isOver(files), fromStart: header?.isStart ?? false, pinned },
    holes: parts.reduce((sum, { holes }) => sum + holes.length, 0),
    ...(faults.length > 0 && { damaged: faults.join("; ") }),
    players: [...new Set(players.map(({ name }) => name))],
  };
}
