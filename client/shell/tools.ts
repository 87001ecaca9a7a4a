/** Buttons of the most important commands, for touch screens and for players who do not know the keys. */
import { withKey } from "../input/labels.ts";
import { words } from "../strings/index.ts";
import { button, element, onChange } from "./dom.ts";
import { lineIcon } from "./icon.ts";
import { createInvite } from "./invite.ts";
import type { Context, Part } from "./part.ts";

/** Icons as SVG paths on a 24 × 24 grid, drawn as lines. */
const ICON = {
  help: "M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.9v.6M12 17.4v.1",
  sound: "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11",
  silence: "M4 9.5v5h3.5L12 18V6L7.5 9.5ZM16 9.5l5 5M21 9.5l-5 5",
  link: "M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3a4 4 0 0 0 5.7 5.7l1.3-1.3",
  menu: "M4.5 7h15M4.5 12h15M4.5 17h15",
  chat: "M4 5.5h16v10.5h-9L7 19.5V16H4Z",
  emote: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9 9.5v.6M15 9.5v.6M8.3 14a4.4 4.4 0 0 0 7.4 0",
} as const;

function createTool(label: string, icon: string, className: string, press: () => void) {
  const picture = lineIcon(icon);
  const tool = button(`tool ${className}`, picture.element, press);
  const name = (label: string): void => {
    tool.title = label;
    tool.setAttribute("aria-label", label);
  };
  name(label);
  return { tool, name, draw: picture.draw };
}

export function createTools(context: Context): Part {
  const { devices, options } = context;
  // A touch screen has no room for the button; there the menu opens the help.
  const help = createTool(words.tools.help, ICON.help, "keys-only", () => devices.give("help", undefined));
  const sound = createTool(words.tools.sound, ICON.sound, "in-menu", () => devices.give("mute", undefined));
  // A game without sound has no sound button.
  sound.tool.hidden = options.muted === undefined;
  const invite = createInvite();
  const link = createTool(words.tools.link, ICON.link, "in-menu", () => devices.give("copyLink", undefined));
  const menu = createTool(`${words.tools.menu} (${words.keys.Escape})`, ICON.menu, "", () =>
    devices.give("menu", undefined),
  );
  const chat = createTool(words.tools.chat, ICON.chat, "touch-only", () => devices.give("chat", undefined));
  const emote = createTool(words.tools.emotes, ICON.emote, "touch-only", () => {
    tools.closest(".hud")?.querySelector(".emote-bar")?.classList.toggle("called");
  });
  const sounds = options.muted === undefined ? [] : [sound.tool];
  const tools = element("nav", "tools", help.tool, ...sounds, link.tool, menu.tool, chat.tool, emote.tool);
  tools.setAttribute("aria-label", words.tools.label);
  const stopLink = devices.on("copyLink", () => {
    const session = context.session();
    if (session) void invite.offer(options.linkTo(session));
  });
  const unfollow = devices.labels.follow(() => {
    help.name(withKey(words.tools.help, devices.labels, "help"));
    sound.name(withKey(words.tools.sound, devices.labels, "mute"));
    chat.name(withKey(words.tools.chat, devices.labels, "chat"));
  });
  const setMuted = onChange((muted: boolean) => {
    sound.draw(muted ? ICON.silence : ICON.sound);
    sound.tool.setAttribute("aria-pressed", String(muted));
  });
  return {
    element: element("div", "tool-box", tools, invite.element),
    frame: () => setMuted(options.muted?.() ?? false),
    destroy() {
      stopLink();
      unfollow();
    },
  };
}
