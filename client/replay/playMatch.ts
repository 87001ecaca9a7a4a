/** Assembles a replay: scene and HUD of the game, the session that plays the match, and the controls. */
import type { MatchLog } from "../../shared/log/matchLog.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { followGraphics } from "../browser/graphics.ts";
import { applyLook } from "../browser/look.ts";
import { createSettings } from "../browser/settings.ts";
import type { GameTypes } from "../game.ts";
import type { GameModule, GamePage, GameReplay, MountedGame } from "../page.ts";
import { type Controller, createBar } from "./bar.ts";
import { listenToPresses } from "./gestures.ts";
import { listenToKeys } from "./keys.ts";
import { LiveEdge } from "./liveEdge.ts";
import { MarkScan } from "./marks.ts";
import { MatchPlayer } from "./matchPlayer.ts";
import { createNoDevices } from "./noDevices.ts";
import type { Playhead } from "./playhead.ts";
import { ReplaySession } from "./replaySession.ts";
import type { Watched } from "./subjects.ts";
import { tickAt } from "./time.ts";

export interface ReplayedMatch {
  readonly page: GamePage;
  readonly module: GameModule<GameTypes>;
  readonly replay: GameReplay;
  readonly logs: readonly MatchLog[];
  readonly match: string;
  readonly room: string;
  /** Address of the server. */
  readonly root: string;
  /** Address of the live view; absent for a replay. */
  readonly liveLink?: string;
}

declare global {
  interface Window {
    /** For the console and for tests. */
    __replay?: {
      session: ReplaySession<GameTypes>;
      marks: MarkScan;
      edge: LiveEdge | undefined;
      onPage: NonNullable<MountedGame<GameTypes>["onPage"]>;
    };
  }
}

/** Time before an event that a jump to it shows too, ticks. */
const BEFORE = 3 * TICK_RATE;
/** A jump skips an event that is closer than this, ticks. */
const HERE = TICK_RATE / 2;

/** @throws BadLog when these rules cannot play the match */
export function playMatch(of: ReplayedMatch): { readonly playhead: Playhead } {
  const { page, module, replay, logs, match, room, root, liveLink } = of;
  const player = new MatchPlayer(replay.rules, logs);
  const { state: tables } = replay.rules.game;
  const session = new ReplaySession(player, module.client, tables, { room, roomId: match });
  const marks = new MarkScan(replay, logs);
  const devices = createNoDevices();
  const settings = createSettings();
  applyLook(settings);
  followGraphics(settings);
  const { playhead } = session;
  const edge = liveLink === undefined ? undefined : new LiveEdge(playhead, (tick) => session.seek(tick));
  const seek = (tick: number): void => {
    if (edge === undefined) session.seek(tick);
    else edge.seek(tick, performance.now());
  };
  const gameBox = document.querySelector<HTMLElement>("#game")!;
  const hud = document.querySelector<HTMLElement>("#hud")!;
  const linkTo = () => address();
  const mounted = module.mount({ game: gameBox, hud, page, devices, settings, linkTo, onRejoin() {} });
  const { onPage = () => ({ x: 0, y: 0 }) } = mounted;
  window.__replay = { session, marks, onPage, edge };
  const query = new URLSearchParams(location.search);
  /**
   * Name of the player in the link; "" for the first player; undefined once the viewer has chosen a player.
   */
  let wanted: string | undefined = query.get("ship") ?? "";
  let isMuted = false;

  const address = (): string => {
    if (liveLink !== undefined && edge!.isFollowing) return liveLink;
    const name = session.playerOf(session.key)?.name;
    const where = new URLSearchParams({
      t: (playhead.tick / TICK_RATE).toFixed(1),
      ...(name && { ship: name }),
    });
    return `${root}/replay/${encodeURIComponent(match)}?${where}`;
  };
  const follow = (key: string): void => {
    wanted = undefined;
    session.follow(key);
  };
  const control: Controller = {
    playhead,
    marks,
    get isSeeking() {
      return session.isSeeking;
    },
    edge,
    toggle() {
      edge?.leave();
      if (playhead.isAtEnd && !player.isGrowing) session.seek(playhead.from);
      playhead.isPlaying = !playhead.isPlaying || playhead.isAtEnd;
    },
    seek,
    jump(way) {
      const tick = markAt(marks, playhead.tick + BEFORE, session.key, way);
      if (tick !== undefined) seek(tick - BEFORE);
    },
    follow,
    mute() {
      devices.give("mute", undefined);
      isMuted = !isMuted;
      return isMuted;
    },
    link: address,
  };

  const bar = createBar(control, page.hasSound === true);
  document.querySelector("#replay")!.append(bar.element);
  listenToKeys(control);
  listenToPresses(gameBox, {
    *entities() {
      if (mounted.onPage === undefined) return;
      for (const drawn of session.entities())
        if (isThere(drawn)) yield { key: drawn.key, at: mounted.onPage(drawn) };
    },
    follow,
    drag(x, y) {
      if (mounted.panBy === undefined) return;
      follow("");
      mounted.panBy(-x, -y);
    },
  });
  const isThere = ({ key }: { key: string }): boolean => {
    const entity = module.client.entities.of(session.state).get(key);
    return entity !== undefined && (module.client.entities.inPlay?.(entity) ?? true);
  };
  const watched = (): Watched[] =>
    [...module.client.entities.of(session.state).entries()].map(([key, entity]) => {
      const { name, bot } = module.client.entities.player(entity);
      return { key, name, bot };
    });

  const first = tickAt(query.get("t"));
  if (first !== undefined) session.seek(first);
  playhead.isPlaying = true;
  mounted.setSession(session);
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${bar.element.offsetHeight}px`);
  }).observe(bar.element);

  /** Follows another player until the requested one has joined. */
  const lookFor = (name: string, all: readonly Watched[]): void => {
    const isMeant = (one: Watched) => (name === "" ? player.seated().includes(one.key) : one.name === name);
    const found = all.find(isMeant);
    if (found !== undefined) follow(found.key);
    else if (session.key === "" && all.length > 0) session.follow(all[0]!.key);
  };
  const frame = (now: number): void => {
    edge?.frame(performance.now());
    const all = watched();
    if (wanted !== undefined) lookFor(wanted, all);
    bar.frame(now, all, session.key);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const scan = (): void => {
    if (marks.go()) setTimeout(scan, marks.isWaiting ? 500 : 12);
  };
  setTimeout(scan, 500);
  return { playhead };
}

/** @returns tick of the next event of the game, of the followed player if there is one */
function markAt({ marks }: MarkScan, tick: number, followed: string, way: 1 | -1): number | undefined {
  const events = marks.filter(
    ({ kind, keys }) =>
      kind === "notice" || (kind === "event" && (followed === "" || keys.includes(followed))),
  );
  return way === 1
    ? events.find((one) => one.tick > tick + HERE)?.tick
    : events.findLast((one) => one.tick < tick - HERE)?.tick;
}
