/** Text that is written with an input method: its Enter and Escape are for the input method, and not yet for the page. */

/** What `keyCode` is of a key that an input method has taken. Safari says so of the Enter that ends the composition. */
const TAKEN = 229;

export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === TAKEN;

/** Keeps the Enter that ends a composition from sending the form that the input is in. */
export function guardComposition(input: HTMLInputElement): void {
  input.addEventListener("keydown", (event) => {
    // A browser that fills a field in by itself sends keys without a code.
    const isEnter = /Enter$/.test(event.code) || event.key === "Enter";
    if (isEnter && isComposing(event) && !isSendButton(event)) event.preventDefault();
  });
}

/** On a phone every word is a composition, and the Enter that an input method lets through is the button that sends. */
const isSendButton = ({ keyCode }: KeyboardEvent): boolean =>
  keyCode !== TAKEN && matchMedia("(pointer: coarse)").matches;
