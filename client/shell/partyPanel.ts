/**
 * The panel of a party: without one, a button makes it; with one, the panel shows its link and its members.
 */
import { copyText } from "../browser/clipboard.ts";
import type { Party } from "../session/party.ts";
import { words } from "../strings/index.ts";
import { element, shownSetter, textSetter } from "./dom.ts";
import { inSentence } from "./format.ts";

/** How long "copied" is shown, ms. */
const SAID_MS = 3000;

export interface PartyPanelOptions {
  readonly party: Party;
  /** @returns the link that friends open */
  link(): string;
  /** @returns the title of a mode */
  titleOf(mode: string): string;
  /** Makes a party. Rejects when that failed. */
  onMake(): Promise<void>;
  onLeave(): void;
}

export interface PartyPanel {
  /** Makes a party; hidden while there is one. */
  readonly make: HTMLElement;
  /** Hidden while there is no party. */
  readonly panel: HTMLElement;
  /** Call it when the panel is shown: what it says may be old. */
  refresh(): void;
}

const named = (names: readonly string[]): string => names.map(inSentence).join(", ");

export function createPartyPanel(options: PartyPanelOptions): PartyPanel {
  const { party, titleOf } = options;
  const button = (className: string, label: string, press: () => void): HTMLButtonElement => {
    const made = element("button", className, label);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  };
  const said = element("p", "party-said");
  said.setAttribute("role", "status");
  const make = button("party-make", words.party.play, () => {
    make.disabled = true;
    const onDone = (): void => {
      make.disabled = false;
    };
    options.onMake().then(
      () => {
        onDone();
        copy.focus();
      },
      () => {
        onDone();
        make.textContent = words.party.failed;
      },
    );
  });
  // The sheet gives it the focus when it opens, and a press does: an earlier failure is over then.
  make.addEventListener("focus", () => {
    make.textContent = words.party.play;
  });
  const link = element("input", "party-link");
  link.readOnly = true;
  link.setAttribute("aria-label", words.party.linkTo);
  link.addEventListener("focus", () => link.select());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const copy = button("friend-join", words.party.copy, async () => {
    const isCopied = await copyText(link.value);
    said.textContent = isCopied ? words.party.copied : words.mayNotCopy;
    if (!isCopied) link.focus();
    clearTimeout(timer);
    if (isCopied) timer = setTimeout(() => said.replaceChildren(), SAID_MS);
  });
  const share = button("friend-join", words.party.share, () => {
    // Rejects where the player closes the device's dialog.
    navigator.share({ url: link.value }).catch(() => {});
  });
  share.hidden = typeof navigator.share !== "function";
  const leave = button("party-leave", words.party.leave, () => {
    options.onLeave();
    make.focus();
  });
  const who = element("p", "party-who");
  const setWho = textSetter(who);
  const panel = element(
    "section",
    "party",
    element("h2", "lobby-title", words.party.title),
    who,
    element("div", "friend-row", link, copy, share, leave),
    said,
  );
  panel.setAttribute("aria-label", words.party.title);
  const [showPanel, showMake] = [shownSetter(panel), shownSetter(make)];
  const draw = (): void => {
    showPanel(party.code !== undefined);
    showMake(party.code === undefined);
    if (party.code === undefined) make.textContent = words.party.play;
    else link.value = options.link();
    const { mode, playing = [], waiting = [] } = party.status ?? {};
    const lines = [
      ...(mode !== undefined && playing.length > 0
        ? [words.party.playing(named(playing), titleOf(mode))]
        : []),
      ...(waiting.length > 0 ? [words.party.waiting(named(waiting))] : []),
    ];
    setWho(lines.length > 0 ? lines.join(" · ") : words.party.invite);
  };
  party.onChange(draw);
  draw();
  return { make, panel, refresh: () => void party.refresh() };
}
