/** The operators' console: logs in, follows the live feed, and puts the parts of the page around it. */
import type { Whoami } from "../../shared/operators.ts";
import { element, onChange, textSetter } from "../hud/dom.ts";
import { logout, whoami } from "./api.ts";
import { action, askLogin, confirmOrder } from "./dialogs.ts";
import { eventsPart } from "./events.ts";
import { type FeedState, LiveFeed } from "./feed.ts";
import { processesPart } from "./processes.ts";
import { NOTICE, roomPart } from "./room.ts";
import { roomsPart } from "./rooms.ts";
import { ConsoleState } from "./state.ts";
import { summaryPart } from "./summary.ts";
import { toasts } from "./toast.ts";

const page = document.querySelector<HTMLElement>("#console")!;

void start();

async function start(): Promise<void> {
  let me = await whoami();
  while (!me.looks) {
    await askLogin(page);
    me = await whoami();
  }
  show(me);
}

const FEED_WORDS: { [S in FeedState]: string } = {
  connecting: "connecting …",
  live: "live",
  lost: "coming back …",
};

function show(me: Whoami): void {
  const state = new ConsoleState();
  const tell = toasts(document.body);
  const parts = {
    room: roomPart(state, tell),
    summary: summaryPart(state),
    processes: processesPart(state, tell),
    rooms: roomsPart(state),
  };
  const events = eventsPart(state);
  const live = element("span", "live");
  const setLive = textSetter(live);
  const setState = onChange((feedState: FeedState) => {
    live.dataset.state = feedState;
    setLive(FEED_WORDS[feedState]);
  });

  const feed = new LiveFeed({
    onState: setState,
    onLog: (id, event) => events.add(id, event),
    onSnapshot(snapshot) {
      state.take(snapshot);
      draw();
    },
    // It may only be away for a moment; who is no operator any more logs in again.
    onRefused: () => {
      whoami().then(
        ({ looks }) => looks || location.reload(),
        () => {},
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

  const notice = action("Notice to all …", () =>
    confirmOrder(NOTICE("all rooms"), "notice", (text) => ({ text }), tell),
  );
  const leave = action(me.acts ? `Log out ${me.name}` : "Log in to act", async () => {
    feed.close();
    if (me.acts) await logout().catch(() => {});
    else await askLogin(page);
    location.reload();
  });
  document.body.classList.toggle("looks-only", !me.acts);
  page.replaceChildren(
    element(
      "header",
      "top",
      element("h1", "", "Skirmish", element("small", "", "operations")),
      live,
      element("div", "buttons", notice, leave),
    ),
    element(
      "main",
      "",
      element("div", "wide", ...Object.values(parts).map(({ node }) => node)),
      element("aside", "", events.node),
    ),
  );
  addEventListener("hashchange", follow);
  parts.room.node.hidden = true;
  follow();
}
