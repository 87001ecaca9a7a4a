/** The hint below the name field: says why the server would refuse the name, while the player types. */
import { nameFault, tidyName } from "../../shared/names.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";

/** The server is asked after this pause in typing, ms. */
const PAUSE = 400;

/**
 * @param check returns the server's reason to refuse a well-formed name, worded to follow "This name";
 * undefined when it accepts the name
 */
export function createNameHint(
  input: HTMLInputElement,
  check: (name: string) => Promise<string | undefined>,
): HTMLElement {
  const hint = element("p", "entry-hint");
  hint.id = "name-hint";
  hint.setAttribute("role", "status");
  input.setAttribute("aria-describedby", hint.id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = "";

  const show = (fault: string | undefined): void => {
    hint.textContent = fault === undefined ? "" : words.front.otherName(fault);
  };
  const checkAfter = (pause: number): void => {
    const name = tidyName(input.value);
    if (name === shown) return;
    shown = name;
    clearTimeout(timer);
    const fault = name === "" ? undefined : nameFault(name);
    show(fault);
    if (name === "" || fault !== undefined) return;
    timer = setTimeout(async () => {
      const refused = await check(name).catch(() => undefined);
      if (name === shown) show(refused);
    }, pause);
  };
  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) checkAfter(PAUSE);
  });
  input.addEventListener("compositionend", () => checkAfter(PAUSE));
  checkAfter(0);
  return hint;
}
