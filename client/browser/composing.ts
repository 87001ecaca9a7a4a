/** Input methods (IME): while one composes text, Enter and Escape belong to it and not to the page. */

/**
 * `keyCode` of a key that an input method handles. Safari reports it for the Enter that ends a composition.
 */
const HANDLED_BY_IME = 229;

export const isComposing = (event: KeyboardEvent): boolean =>
  event.isComposing || event.keyCode === HANDLED_BY_IME;

/** Keeps the Enter that ends a composition from sending the form that the input is in. */
export function guardComposition(input: HTMLInputElement): void {
  input.addEventListener("keydown", (event) => {
    // Autofill sends keys without a code.
    const isEnter = /Enter$/.test(event.code) || event.key === "Enter";
    if (isEnter && isComposing(event) && !isSendButton(event)) event.preventDefault();
  });
}

/**
 * On a phone every word is a composition. An Enter with its usual `keyCode` then comes from the send button.
 */
const isSendButton = ({ keyCode }: KeyboardEvent): boolean =>
  keyCode !== HANDLED_BY_IME && matchMedia("(pointer: coarse)").matches;
