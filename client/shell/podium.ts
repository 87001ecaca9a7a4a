/** The podium: the best players of a round, shown until the next one. A game says who they are. */
import "../style/podium.css";
import { markedName } from "../../shared/names.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { leaderboard } from "../records/api.ts";
import type { AnySession } from "../session/view.ts";
import { element, every, onChange, region, shownSetter, textSetter } from "./dom.ts";
import { type Context, isPlayed, type Part } from "./part.ts";
import { playerName } from "./players.ts";
import { createReplayLink } from "./replayLink.ts";
import { createRoundNews, type RoundNews } from "./roundNews.ts";

export interface PodiumStep {
  /** Equal scores share a rank. */
  readonly rank: number;
  /**
   * Session id of the player, whose name then leads to the list of players; undefined when nobody plays it.
   */
  readonly key: string | undefined;
  readonly name: string;
  readonly bot: boolean;
  readonly score: string;
  /** A second line below the score. */
  readonly note?: string | undefined;
  /** As in CSS. */
  readonly colour: string;
  /** Whether it is this player. */
  readonly own: boolean;
}

export interface Result {
  readonly title: string;
  /** Up to three, best first. */
  readonly steps: readonly PodiumStep[];
  /** How this player did, in parts of one line. */
  readonly own: readonly string[];
  /** What comes next, and when. */
  readonly next: string;
  /** Tick of the match at which its replay begins. */
  readonly replayFrom: number;
}

export interface PodiumOptions<S extends AnySession> {
  readonly label: string;
  /** @returns undefined while a round is played @param news what the records say of it so far */
  read(session: S, news: RoundNews): Result | undefined;
  /** What the game adds below the player's own result. */
  readonly more?: readonly HTMLElement[];
}

export function createPodium<S extends AnySession>(context: Context<S>, options: PodiumOptions<S>): Part<S> {
  const title = element("h2", "podium-title");
  const steps = element("ol", "podium-steps");
  const own = element("p", "podium-own");
  own.setAttribute("role", "status");
  const next = element("p", "podium-next");
  const replay = createReplayLink(context.options);
  const { label, more = [] } = options;
  const podium = region("podium", label, title, steps, own, ...more, replay.element, next);
  // Players skate or fly meanwhile, so only the D-pad of a gamepad moves the focus here.
  podium.dataset.padFocus = "cross";
  const show = shownSetter(podium);
  const [setTitle, setOwn, setNext] = [textSetter(title), textSetter(own), textSetter(next)];
  let isShown = false;
  let shown: readonly PodiumStep[] = [];
  const setSteps = onChange((_looks: string) =>
    steps.replaceChildren(...shown.map((step) => createStep(context, step))),
  );
  const due = every(100);
  const news = createRoundNews(isPlayed(context), (mode) => leaderboard({ mode, period: "day" }));

  return {
    element: podium,
    start: (session) => news.start(session),
    frame(now, session) {
      if (!due(now)) return;
      const result = options.read(session, news);
      show(result !== undefined);
      if (result === undefined) {
        if (isShown) {
          news.clear();
          // So that the same words are announced after the next round.
          setOwn("");
        }
        isShown = false;
        return;
      }
      isShown = true;
      shown = result.steps;
      setSteps(JSON.stringify(shown));
      setTitle(result.title);
      setOwn(result.own.join(" · "));
      setNext(result.next);
      replay.set(session, result.replayFrom / TICK_RATE);
    },
  };
}

function createStep(
  context: Context,
  { rank, key, name, bot, score, note, colour, own }: PodiumStep,
): HTMLElement {
  const step = element(
    "li",
    `podium-step place-${rank}${own ? " own" : ""}`,
    playerName(context, "podium-name", key, markedName(name, bot)),
    element("span", "podium-score", score),
    ...(note === undefined ? [] : [element("span", "podium-note", note)]),
    element("div", "podium-block", String(rank)),
  );
  step.style.setProperty("--hue", colour);
  return step;
}
