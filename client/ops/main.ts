/** The operators' console: logs in, follows the live feed, and builds the page. */
import type { Whoami } from "../../shared/operators.ts";
import type { Refused } from "../../shared/refused.ts";
import { isTooOld, markStarted } from "../browser/started.ts";
import { element, onChange, textSetter } from "../shell/dom.ts";
import { OpsApi } from "./api.ts";
import { action, askLogin, orders } from "./dialogs.ts";
import { eventsPart } from "./events.ts";
import { type FeedState, LiveFeed } from "./feed.ts";
import { processesPart } from "./processes.ts";
import { replaysPart } from "./replays.ts";
import { reportsPart } from "./reports.ts";
import { NOTICE, roomPart } from "./room.ts";
import { roomsPart } from "./rooms.ts";
import { ConsoleState } from "./state.ts";
import { summaryPart } from "./summary.ts";
import { toasts } from "./toast.ts";

const page = document.querySelector<HTMLElement>("#console")!;

const api = new OpsApi();
const showOutcome = toasts(document.body);

if (!isTooOld()) start().catch(fail);

function fail(error: Error): void {
  const again = action("Try again", () => location.reload());
  page.replaceChildren(
    element("div", "login", element("h1", "", "Skirmish"), element("p", "fault", error.message), again),
  );
}

async function start(): Promise<void> {
  markStarted();
  let me = await api.whoami();
  while (!me.looks) {
    await askLogin(page, api);
    me = await api.whoami();
  }
  show(me);
}

/** Shown if the browser keeps no cookies. */
const FOR_THIS_PAGE = "This browser keeps no cookies: the login ends when the page is closed or reloaded.";

const FEED_WORDS: { [S in FeedState]: string } = {
  connecting: "connecting …",
  live: "live",
  lost: "reconnecting …",
};

function show(me: Whoami): void {
  const state = new ConsoleState();
  const ask = orders(api, showOutcome);
  const parts = {
    room: roomPart(state, ask),
    summary: summaryPart(state),
    processes: processesPart(state, ask),
    rooms: roomsPart(state),
    reports: reportsPart(api, ask, () => state.urls),
    replays: replaysPart(api, ask),
  };
  const events = eventsPart(state);
  const live = element("span", "live");
  const setLive = textSetter(live);
  const setState = onChange((feedState: FeedState) => {
    live.dataset.state = feedState;
    setLive(FEED_WORDS[feedState]);
  });

  const feed = new LiveFeed(api, {
    onState: setState,
    onLog(id, event) {
      events.add(id, event);
      if (event.kind === "report") parts.reports.changed();
    },
    onSnapshot(snapshot) {
      state.take(snapshot);
      draw();
    },
    // Redis may be unreachable for a moment; only an operator whose login is no longer valid has to log in
    // again.
    onRefused: () => {
      api.whoami().then(
        ({ looks }) => looks || location.reload(),
        ({ status }: Refused) => status === 401 && location.reload(),
      );
    },
  });
  const draw = (): void => {
    for (const part of Object.values(parts)) part.draw();
    events.draw();
  };
  const follow = (): void => {
    state.room = /^#([\w-]{1,64})$/.exec(location.hash)?.[1];
    if (state.snapshot !== undefined) draw();
    feed.open(state.room);
  };

  const notice = action("Notice to all …", () => ask(NOTICE("all rooms"), "notice", (text) => ({ text })));
  const shown = new AbortController();
  const leave = action(me.acts ? `Log out ${me.name}` : "Log in to act", async () => {
    feed.close();
    shown.abort();
    if (me.acts) {
      await api.logout().catch(() => {});
      location.reload();
    } else {
      await askLogin(page, api);
      show(await api.whoami());
    }
  });
  document.body.classList.toggle("looks-only", !me.acts);
  page.replaceChildren(
    element(
      "header",
      "top",
      element("h1", "", "Skirmish", element("small", "", "operations")),
      live,
      ...(api.isForThisPageOnly ? [element("p", "hint", FOR_THIS_PAGE)] : []),
      element("div", "buttons", notice, leave),
    ),
    element(
      "main",
      "",
      element("div", "wide", ...Object.values(parts).map(({ node }) => node)),
      element("aside", "", events.node),
    ),
  );
  addEventListener("hashchange", follow, { signal: shown.signal });
  // A browser does not keep a page with an open stream for the Back button.
  addEventListener("pagehide", () => feed.close(), { signal: shown.signal });
  addEventListener("pageshow", ({ persisted }) => persisted && follow(), { signal: shown.signal });
  parts.room.node.hidden = true;
  follow();
}
