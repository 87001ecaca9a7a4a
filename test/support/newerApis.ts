import type { Page } from "playwright-core";

/**
 * APIs that the oldest supported browsers (README, vite.config.ts) lack, as paths from the global object.
 * Tests remove them before a page's scripts run, and search for them in the build.
 */

const of = (owner: string, ...names: string[]): string[] => names.map((name) => `${owner}.${name}`);

/** Chrome and Edge 111, Firefox 128, Safari 16.4: each API is missing in at least one of them. */
export const NEWER: readonly string[] = [
  ...of("Promise", "withResolvers", "try"),
  ...of("Array", "fromAsync"),
  ...of("Object", "groupBy"),
  ...of("Map", "groupBy"),
  ...of("Map.prototype", "getOrInsert", "getOrInsertComputed"),
  ...of("Set.prototype", "union", "intersection", "difference", "symmetricDifference"),
  ...of("Set.prototype", "isSubsetOf", "isSupersetOf", "isDisjointFrom"),
  ...of("Iterator.prototype", "map", "filter", "take", "drop", "flatMap", "reduce", "toArray"),
  ...of("Iterator.prototype", "forEach", "some", "every", "find"),
  ...of("URL", "canParse", "parse"),
  ...of("AbortSignal", "any"),
  ...of("RegExp", "escape"),
  ...of("Error", "isError"),
  ...of("Math", "f16round", "sumPrecise"),
  ...of("Intl", "DurationFormat"),
  ...of("ArrayBuffer.prototype", "transfer", "transferToFixedLength", "resize"),
  ...of("Uint8Array", "fromBase64", "fromHex"),
  ...of("Uint8Array.prototype", "toBase64", "toHex"),
  ...of("Atomics", "waitAsync"),
  ...of("Response.prototype", "bytes"),
  ...of("Blob.prototype", "bytes"),
  ...of("ReadableStream", "from"),
  ...of("Element.prototype", "checkVisibility", "setHTMLUnsafe", "moveBefore"),
  ...of("HTMLElement.prototype", "showPopover", "togglePopover"),
  ...of("HTMLDialogElement.prototype", "requestClose"),
  "Iterator",
  "Float16Array",
  "EditContext",
  "navigation",
  "scheduler",
  "requestIdleCallback",
  "cookieStore",
];

/** A script that removes them. It lists those that could not be removed in `__notRemoved`. */
export const REMOVE_NEWER = `
  globalThis.__notRemoved = [];
  for (const path of ${JSON.stringify(NEWER)}) {
    const names = path.split(".");
    const last = names.pop();
    const owner = names.reduce((owner, name) => owner?.[name], globalThis);
    if (owner && last in owner && !Reflect.deleteProperty(owner, last)) __notRemoved.push(path);
  }
  // Streams could not be iterated either.
  delete ReadableStream.prototype[Symbol.asyncIterator];
  delete ReadableStream.prototype.values;
`;

export const notRemoved = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { __notRemoved: string[] }).__notRemoved);

/** @returns those that a built script seems to call */
export const newerIn = (script: string): string[] =>
  NEWER.filter((path) => {
    const name = path.split(".").at(-1)!;
    if (path.includes(".prototype.")) return DISTINCT.test(name) && script.includes(`.${name}(`);
    return new RegExp(`(?<![\\w$.])${path.replace(".", "\\.")}\\b(?!\\s*[:=])`).test(script);
  });

/** Methods that their name alone identifies: `map`, for one, is too common. */
const DISTINCT =
  /^(getOrInsert\w*|union|symmetricDifference|is(?:Sub|Super)setOf|isDisjointFrom|transfer\w*|to(?:Base64|Hex)|checkVisibility|setHTMLUnsafe|moveBefore|\w+Popover|requestClose)$/;
