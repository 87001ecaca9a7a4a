/** Keys of an input method in the text fields of the page. */
import { expect, it } from "vitest";
import { guardComposition } from "../../../client/browser/composing.ts";

it("[PD5] a keydown without a key, as a browser's autofill sends it, causes no error", async () => {
  const field = new EventTarget();
  guardComposition(field as HTMLInputElement);
  const faults: unknown[] = [];
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.once("uncaughtException", (fault) => faults.push(fault));
  field.dispatchEvent(new Event("keydown"));
  await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners("uncaughtException");
  for (const other of others) process.on("uncaughtException", other);
  expect(faults).toEqual([]);
});
