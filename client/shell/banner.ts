/** A banner over the game while the connection is lost, and after the session has ended. */
import { CLOSE } from "../../shared/protocol.ts";
import { words } from "../strings/index.ts";
import { button, element, onChange, shownSetter, textSetter } from "./dom.ts";
import type { Context, Part } from "./part.ts";

/**
 * The focus moves to the banner this long after the end, because the player may still hold a key to fire, ms.
 */
const SETTLE = 1000;

export function createBanner(context: Context): Part {
  /** When the focus moves to the choices, ms. */
  let focusAt = Number.POSITIVE_INFINITY;
  const title = element("p", "banner-title");
  const detail = element("p", "banner-detail");
  const spinner = element("div", "spinner");
  spinner.setAttribute("aria-hidden", "true");
  const rejoin = button("primary", words.connection.rejoin, () => {
    focusAt = Number.POSITIVE_INFINITY;
    context.options.onRejoin?.();
  });
  const leave = button("secondary", words.menu.leave, () => context.options.onLeave?.());
  const choices = element("div", "banner-choices", rejoin, leave);
  const box = element(
    "div",
    "banner-box panel",
    spinner,
    element("div", "banner-text", title, detail),
    choices,
  );
  const banner = element("section", "banner", box);
  const [setTitle, setDetail] = [textSetter(title), textSetter(detail)];
  title.setAttribute("aria-live", "assertive");
  const show = shownSetter(banner);
  const setState = onChange((state: string) => {
    banner.dataset.state = state;
    const isOver = state === "over" && context.options.onRejoin !== undefined;
    choices.hidden = !isOver;
    leave.hidden = context.options.onLeave === undefined;
    // A gamepad moves the focus among the choices, and A presses.
    if (isOver) banner.dataset.padFocus = "";
    else delete banner.dataset.padFocus;
    focusAt = isOver ? context.now() + SETTLE : Number.POSITIVE_INFINITY;
  });
  const focus = (): void => {
    focusAt = Number.POSITIVE_INFINITY;
    // A control that the player uses keeps the focus.
    if (document.activeElement === document.body) rejoin.focus();
  };

  return {
    element: banner,
    frame(now, { link }) {
      show(link.state !== "playing");
      if (link.state === "lost") {
        setTitle(words.connection.lost);
        setDetail(words.connection.tryingFor(Math.max(0, Math.ceil((link.giveUpAt - now) / 1000))));
      } else if (link.state === "over") {
        setTitle(words.connection.over);
        setDetail(closedWords(link.code));
      }
      setState(link.state);
      if (now >= focusAt) focus();
    },
  };
}

const CLOSE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(CLOSE).map(([name, code]) => [code, name]),
);

/**
 * @param code close code of the connection.
 * @returns why the session has ended, in the language of the page
 */
export function closedWords(code: number): string {
  const { other, ...known } = words.closed;
  return (known as { readonly [name: string]: string })[CLOSE_NAMES.get(code) ?? code] ?? other(code);
}
