/** Storage that outlasts a visit, if the browser allows it. */
import { attempt } from "./attempt.ts";

/** @returns the text stored under `key`; "" when there is none, or storage is forbidden */
export const recall = (key: string): string => attempt(() => localStorage.getItem(key)) ?? "";

/** Stores a text for the next visit. Does nothing when storage is forbidden or full. */
export function keep(key: string, text: string): void {
  attempt(() => localStorage.setItem(key, text));
}

/** As `recall` and `keep`, but for this tab only and until it is closed. */
export const tabStorage = {
  recall: (key: string): string => attempt(() => sessionStorage.getItem(key)) ?? "",
  keep(key: string, text: string): void {
    attempt(() => sessionStorage.setItem(key, text));
  },
};

/**
 * @returns whether the browser keeps cookies of this page. `navigator.cookieEnabled` is unreliable: in
 * Chromium it is true even when site data is blocked.
 */
export const keepsCookies = (): boolean =>
  attempt(() => {
    // biome-ignore-start lint/suspicious/noDocumentCookie: the Cookie Store API is absent where this must work
    document.cookie = "skirmish_probe=1; SameSite=Strict";
    const isKept = document.cookie.includes("skirmish_probe=1");
    document.cookie = "skirmish_probe=; SameSite=Strict; Max-Age=0";
    // biome-ignore-end lint/suspicious/noDocumentCookie: as above
    return isKept;
  }) ?? false;
