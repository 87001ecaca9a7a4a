/**
 * The controls of a replay, below the picture: time line, play, time, events, speed, followed player, sound
 * and link.
 */
import { element, every, formButton, onChange, region, shownSetter, textSetter } from "../shell/dom.ts";
import { lineIcon } from "../shell/icon.ts";
import { createInvite } from "../shell/invite.ts";
import { words } from "../strings/index.ts";
import { createLiveButton } from "./liveButton.ts";
import type { LiveEdge } from "./liveEdge.ts";
import type { MarkList } from "./marks.ts";
import { type Playhead, SPEEDS } from "./playhead.ts";
import { createSubjects, type Watched } from "./subjects.ts";
import { timeOf } from "./time.ts";
import { createTimeLine } from "./timeLine.ts";

/** Icons as SVG paths on a 24 × 24 grid. */
const ICON = {
  play: "M7 4.5v15l12.5-7.5Z",
  pause: "M7 5h3.5v14H7ZM13.5 5H17v14h-3.5Z",
  again: "M12 5a7 7 0 1 1-6.6 4.7M5 4.5v5.4h5.4",
  before: "M17 6v12l-8-6ZM7 6v12",
  next: "M7 6v12l8-6ZM17 6v12",
  sound: "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11",
  silence: "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5",
  link: "M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3a4 4 0 0 0 5.7 5.7l1.3-1.3",
} as const;
/** A seek that takes less time than this shows no progress, ms. */
const BUSY_MS = 200;

/** Actions of the controls. */
export interface Controller {
  readonly playhead: Playhead;
  readonly marks: MarkList;
  readonly isSeeking: boolean;
  /** Set for a match that is watched live. */
  readonly edge: LiveEdge | undefined;
  toggle(): void;
  seek(tick: number): void;
  /** Jumps to the next or the previous event: of the followed player, if one is followed. */
  jump(way: 1 | -1): void;
  /** @param key of an entity; empty: the free camera */
  follow(key: string): void;
  /** @returns whether the sound is off now */
  mute(): boolean;
  /** @returns an address that leads to the present moment */
  link(): string;
}

export interface Bar {
  readonly element: HTMLElement;
  /** @param followed key of an entity; empty: none */
  frame(now: number, watched: readonly Watched[], followed: string): void;
  share(): void;
}

/** @param hasSound whether the game has sounds */
export function createBar(control: Controller, hasSound: boolean): Bar {
  const { playhead } = control;
  const play = iconButton("play", "replay-play", `${words.watch.play} (${words.keys.Space})`, () =>
    control.toggle(),
  );
  const before = iconButton("before", "replay-jump", `${words.watch.before} ([)`, () => control.jump(-1));
  const next = iconButton("next", "replay-jump", `${words.watch.next} (])`, () => control.jump(1));
  const sound = iconButton("sound", "replay-sound", `${words.tools.sound} (M)`, () => {
    const isMuted = control.mute();
    sound.draw(isMuted ? "silence" : "sound");
    sound.element.setAttribute("aria-pressed", String(isMuted));
  });
  sound.element.hidden = !hasSound;
  const { edge } = control;
  const live = edge && createLiveButton(edge);
  const invite = createInvite(edge ? "match" : "moment");
  const share = () => void invite.offer(control.link());
  const link = iconButton(
    "link",
    "replay-share",
    edge ? words.watch.linkToMatch : words.watch.linkToMoment,
    share,
  );
  const time = element("span", "replay-time");
  const all = element("span", "replay-all");
  const [setTime, setAll] = [textSetter(time), textSetter(all)];
  const busy = element("span", "spinner replay-busy");
  busy.setAttribute("role", "status");
  busy.setAttribute("aria-label", words.watch.seeking);
  const showBusy = shownSetter(busy);
  const speed = speedChoice(playhead);
  const subjects = createSubjects((key) => control.follow(key));
  const line = createTimeLine(playhead, control.marks, (tick) => control.seek(tick));
  const row = element(
    "div",
    "replay-row",
    ...[play.element, element("span", "replay-times", time, all), busy, before.element, next.element],
    ...(live ? [live.element] : []),
    ...[speed.element, subjects.element, sound.element, link.element],
  );
  const bar = region(
    "replay-bar",
    edge ? words.watch.liveMatch : words.watch.replay,
    line.element,
    row,
    invite.element,
  );
  const setPlay = onChange((state: "play" | "pause" | "again") => {
    play.draw(state);
    const label = `${words.watch[state]} (${words.keys.Space})`;
    play.element.setAttribute("aria-label", label);
    play.element.title = label;
  });
  const due = every(100);
  let seekingSince = 0;
  return {
    element: bar,
    share,
    frame(now, watched, followed) {
      line.frame(now, followed);
      setPlay(playhead.isPlaying ? "pause" : playhead.isAtEnd ? "again" : "play");
      if (!control.isSeeking) seekingSince = now;
      showBusy(now - seekingSince > BUSY_MS);
      setTime(timeOf(playhead.tick));
      live?.frame();
      if (!due(now)) return;
      setAll(timeOf(playhead.to));
      speed.show();
      subjects.show(watched, followed);
    },
  };
}

function iconButton(icon: keyof typeof ICON, className: string, label: string, press: () => void) {
  const picture = lineIcon(ICON[icon]);
  const made = formButton(`replay-button ${className}`, picture.element, press);
  made.title = label;
  made.setAttribute("aria-label", label);
  const draw = (next: keyof typeof ICON) => {
    picture.draw(ICON[next]);
    picture.element.classList.toggle("filled", next === "play" || next === "pause");
  };
  draw(icon);
  return { element: made, draw };
}

function speedChoice(playhead: Playhead) {
  const select = element("select", "replay-speed");
  select.setAttribute("aria-label", `${words.watch.speed} (− +)`);
  for (const speed of SPEEDS) {
    const option = element("option", "", `${speed}×`);
    option.value = String(speed);
    select.append(option);
  }
  select.addEventListener("change", () => {
    playhead.speed = Number(select.value);
  });
  const show = onChange((speed: number) => {
    select.value = String(speed);
  });
  return { element: select, show: () => show(playhead.speed) };
}
