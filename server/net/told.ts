/** Where the guard says what it has turned away. It knows nothing of metrics; whoever puts the server together does. */
import type { Refusal } from "./refusals.ts";

let tell: (reason: Refusal) => void = () => {};

/** @param listener called once for everything that is turned away */
export function onRefused(listener: (reason: Refusal) => void): void {
  tell = listener;
}

export const refused = (reason: Refusal): void => tell(reason);

let tellFault: (fault: unknown) => void = () => {};

/** @param listener called with what was thrown where nothing should be: a mistake of the guard's own, or of what it let in */
export function onGuardFault(listener: (fault: unknown) => void): void {
  tellFault = listener;
}

export const faulted = (fault: unknown): void => tellFault(fault);
