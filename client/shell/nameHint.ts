/** A hint below the name field: says, while the player types, why the server would refuse the name. */
import { nameFault, tidyName } from "../../shared/names.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";

/** The page asks the server after this pause in typing, ms. */
const PAUSE = 400;

/**
 * @param ask returns the server's reason to refuse a well-formed name, worded to follow "This name"; undefined when it
 * accepts the name
 */
export function createNameHint(
  input: HTMLInputElement,
  ask: (name: string) => Promise<string | undefined>,
): HTMLElement {
  const hint = element("p", "entry-hint");
  hint.id = "name-hint";
  hint.setAttribute("role", "status");
  input.setAttribute("aria-describedby", hint.id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = "";

  const say = (fault: string | undefined): void => {
    hint.textContent = fault === undefined ? "" : words.front.otherName(fault);
  };
  const look = (pause: number): void => {
    const name = tidyName(input.value);
    if (name === shown) return;
    shown = name;
    clearTimeout(timer);
    const fault = name === "" ? undefined : nameFault(name);
    say(fault);
    if (name === "" || fault !== undefined) return;
    timer = setTimeout(async () => {
      const refused = await ask(name).catch(() => undefined);
      if (name === shown) say(refused);
    }, pause);
  };
  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) look(PAUSE);
  });
  input.addEventListener("compositionend", () => look(PAUSE));
  look(0);
  return hint;
}
