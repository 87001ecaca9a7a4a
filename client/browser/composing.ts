/** Handles input methods: while one composes text, Enter and Escape are for the input method and not for the page. */

/** `keyCode` of a key that an input method handles. Safari reports it for the Enter that ends a composition. */
const TAKEN = 229;

export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === TAKEN;

/** Keeps the Enter that ends a composition from sending the form that the input is in. */
export function guardComposition(input: HTMLInputElement): void {
  input.addEventListener("keydown", (event) => {
    // A browser that fills in a field automatically sends keys without a code.
    const isEnter = /Enter$/.test(event.code) || event.key === "Enter";
    if (isEnter && isComposing(event) && !isSendButton(event)) event.preventDefault();
  });
}

/** On a phone every word is a composition, and an Enter that the input method passes on comes from the send button. */
const isSendButton = ({ keyCode }: KeyboardEvent): boolean =>
  keyCode !== TAKEN && matchMedia("(pointer: coarse)").matches;
