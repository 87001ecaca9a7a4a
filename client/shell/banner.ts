/** A banner over the game while the connection is lost, and after the session has ended. */
import { button, element, onChange, shownSetter, textSetter } from "./dom.ts";
import type { Context, Part } from "./part.ts";

export function createBanner(context: Context): Part {
  const title = element("p", "banner-title");
  const detail = element("p", "banner-detail");
  const spinner = element("div", "spinner");
  spinner.setAttribute("aria-hidden", "true");
  const rejoin = button("primary", "Rejoin", () => context.options.onRejoin?.());
  const box = element(
    "div",
    "banner-box panel",
    spinner,
    element("div", "banner-text", title, detail),
    rejoin,
  );
  const banner = element("section", "banner", box);
  const [setTitle, setDetail] = [textSetter(title), textSetter(detail)];
  title.setAttribute("aria-live", "assertive");
  const show = shownSetter(banner);
  const setState = onChange((state: string) => {
    banner.dataset.state = state;
    rejoin.hidden = state !== "over" || !context.options.onRejoin;
  });

  return {
    element: banner,
    frame(now, { link }) {
      show(link.state !== "playing");
      if (link.state === "lost") {
        setTitle("Connection lost – reconnecting …");
        setDetail(`Trying for another ${Math.max(0, Math.ceil((link.giveUpAt - now) / 1000))} s`);
      } else if (link.state === "over") {
        setTitle("Disconnected");
        setDetail(link.reason);
      }
      setState(link.state);
    },
  };
}
