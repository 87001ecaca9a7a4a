/**
 * The sheet of players that this player has met in the match or the chat; each can be muted, and reported to
 * the operators. P, the menu, and a press on a name in the open chat or on the podium open it. Names in the
 * leaderboard and the kill feed are no buttons, because a press there shoots.
 */
import { REPORT_REASONS, type ReportReason } from "../../shared/playerReports.ts";
import { ERROR } from "../../shared/protocol.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { button, element, every, formButton, textSetter } from "./dom.ts";
import { hueColour, inSentence } from "./format.ts";
import { keyedList, type View } from "./keyed.ts";
import { type Met, MetPlayers } from "./metPlayers.ts";
import type { Context, Part } from "./part.ts";
import { createSheet } from "./sheet.ts";

/** Time between two updates from the interest set, ms. */
const UPDATE_EVERY = 1000;
/** Time limit for the answer to a report, ms. */
const ANSWER = 10_000;
/** Errors that can be the answer to a report. */
const ABOUT_REPORT: ReadonlySet<string> = new Set([ERROR.noPlayer, ERROR.notReported, ERROR.tooFast]);

export function createPlayers(context: Context): Part {
  const { devices } = context;
  const met = new MetPlayers();
  const status = element("p", "players-status");
  status.setAttribute("role", "status");
  const say = textSetter(status);
  const list = element("ul", "players-list");
  const nobody = element("p", "sheet-words", words.players.nobody);
  const sheet = createSheet(
    words.players.title,
    "players",
    (isOpen) => (devices.paused = isOpen),
    ...[list, nobody, status, element("p", "sheet-words players-hint", words.players.hint)],
  );
  const on: RowActions = {
    isMuted: (key) => met.muted.has(key),
    mute(key, isMuted) {
      met.mute(key, isMuted);
      context.session()?.social.mute(key, isMuted);
    },
    report(player, reason) {
      context.session()?.social.reportPlayer(player.key, reason);
      wait(player);
    },
  };
  const draw = keyedList(
    list,
    ({ key }: Met) => key,
    (player) => createRow(player, on),
  );
  /** The player whose report is not answered yet. */
  let asked: Met | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const answered = (text: string): void => {
    clearTimeout(timer);
    asked = undefined;
    say(text);
  };
  const wait = (player: Met): void => {
    clearTimeout(timer);
    asked = player;
    say(words.players.sending);
    timer = setTimeout(answered, ANSWER, words.players.noAnswer);
  };
  const update = (session: AnySession): void => {
    for (const player of session.others()) met.see(player);
  };
  const open = (key: string | undefined): void => {
    const session = context.session();
    if (session === undefined || session.link.state === "over") return;
    update(session);
    const chosen = key === undefined ? undefined : (session.playerOf(key) ?? met.get(key));
    if (key !== undefined && chosen !== undefined) met.note({ ...chosen, key });
    answered("");
    const all = met.all();
    draw(all);
    nobody.hidden = all.length > 0;
    sheet.open("heading");
    // Without a chosen player the heading has the focus: Space, which fires, would mute the first one.
    const row = list.children[all.findIndex((one) => one.key === key)];
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector("button")?.focus();
  };
  const stop = devices.on("players", (key) => (sheet.isOpen ? sheet.close() : open(key)));
  const due = every(UPDATE_EVERY);

  return {
    element: sheet.element,
    start(session) {
      met.keep((key) => session.playerOf(key) !== undefined);
      for (const key of met.muted) session.social.mute(key, true);
      // The answer to a report of the earlier session does not come any more.
      answered("");
      sheet.close();
      const noteSender = ({ from, name }: { from: string; name: string }): void => {
        if (from !== session.key) met.note({ key: from, name });
      };
      return [
        session.events.on("chat", noteSender),
        session.events.on("quickChat", noteSender),
        session.events.on("reported", ({ player, again }) => {
          const name = inSentence(met.get(player)?.name ?? "");
          answered(again ? words.players.again(name) : words.players.thanks(name));
        }),
        session.events.on("error", ({ code, message }) => {
          if (asked !== undefined && ABOUT_REPORT.has(code)) answered(words.refused(code, message));
        }),
      ];
    },
    frame: (now, session) => void (due(now) && update(session)),
    destroy() {
      clearTimeout(timer);
      stop();
      sheet.close();
    },
  };
}

interface RowActions {
  isMuted(key: string): boolean;
  mute(key: string, isMuted: boolean): void;
  report(player: Met, reason: ReportReason): void;
}

function createRow(player: Met, on: RowActions): View<Met> {
  const { key } = player;
  const texts = words.players;
  const name = inSentence(player.name);
  const label = element("span", "players-name", player.name);
  const mute = formButton("", texts.mute, () => {
    on.mute(key, !on.isMuted(key));
    setMuted(on.isMuted(key));
  });
  const report = formButton("", texts.report, () => {
    show(reasons.hidden === true);
    if (!reasons.hidden) reasons.querySelector("button")?.focus();
  });
  mute.setAttribute("aria-label", texts.muteName(name));
  report.setAttribute("aria-label", texts.reportName(name));
  const setMuted = (isMuted: boolean): void => mute.setAttribute("aria-pressed", String(isMuted));
  const reasons = element("div", "players-reasons", element("p", "sheet-words", texts.why(name)));
  reasons.setAttribute("role", "group");
  reasons.setAttribute("aria-label", texts.why(name));
  const show = (isShown: boolean): void => {
    reasons.hidden = !isShown;
    report.setAttribute("aria-expanded", String(isShown));
  };
  for (const reason of REPORT_REASONS)
    reasons.append(
      button("", texts.reasons[reason], () => {
        on.report(player, reason);
        show(false);
        report.focus();
      }),
    );
  return {
    node: element("li", "players-row", label, mute, report, reasons),
    update({ hue }) {
      if (hue !== undefined) label.style.color = hueColour(hue);
      setMuted(on.isMuted(key));
      show(false);
    },
  };
}

/** @returns a name as a button that opens the players; as text in a replay, and for the own name */
export function playerName(
  context: Context,
  className: string,
  key: string | undefined,
  name: string,
): HTMLElement {
  const isOther = key !== undefined && key !== context.session()?.key;
  if (!isOther || context.options.onLeave === undefined) return element("span", className, name);
  const made = button(`${className} player-name`, name, () => context.devices.give("players", key));
  // In a log the name of the player is what a screen reader reads, so the effect is only described.
  made.title = words.players.choose(inSentence(name));
  // Without focus, because the chat would lose it and close before the end of the press.
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  return made;
}
