/** Text that is written with an input method: its Enter and Escape are for the input method, and not yet for the page. */

/** What `keyCode` is of a key that an input method has taken. Safari says so of the Enter that ends the composition. */
const TAKEN = 229;

export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === TAKEN;

/** Keeps the Enter that ends a composition from sending the form that the input is in. */
export function guardComposition(input: HTMLInputElement): void {
  input.addEventListener("keydown", (event) => {
    if (event.code === "Enter" && isComposing(event)) event.preventDefault();
  });
}
