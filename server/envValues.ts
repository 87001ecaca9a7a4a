/**
 * Kinds of values that environment variables take: how each is parsed, and the text that says what is
 * accepted.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";

export const text = (accepted: string) => z.string({ error: accepted }).trim().min(1, accepted);
export const whole = (low: number, high: number) => {
  const accepted = `a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d+$/, accepted)
    .transform(Number)
    .refine((value) => value >= low && value <= high, accepted);
};

/** Comma-separated values, each of which must pass `isOne`. */
export const list = (accepted: string, isOne: (part: string) => boolean) =>
  z
    .string()
    .transform((given) => given.split(",").map((part) => part.trim()))
    .refine((parts) => parts.every(isOne), accepted);
export const onOff = z.enum(["on", "off"], { error: "on or off" }).transform((value) => value === "on");

export function isNetwork(part: string): boolean {
  const [address, bits] = part.split("/") as [string, string?];
  const family = isIP(address);
  return (
    family !== 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  );
}

/** The path of a file; the value is the file's text. @param parse throws when the text is not acceptable */
export const file = (accepted: string, parse: (text: string) => unknown) =>
  z.string().transform((path, context) => {
    try {
      const text = readFileSync(path, "utf8");
      parse(text);
      return text;
    } catch (error) {
      context.addIssue({ code: "custom", message: `${accepted} (${(error as Error).message})` });
      return z.NEVER;
    }
  });
export const certificates = (what: string) => file(what, (text) => new X509Certificate(text));

/** First segments of the server's own paths. */
export const ROUTES = [
  "api",
  "assets",
  "healthz",
  "matchmake",
  "metrics",
  "ops",
  "readyz",
  "records",
  "replay",
  "watch",
];
/** Without `.` and `..`, which browsers resolve before they send a request. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/;
export const withoutSlash = (given: string): string => given.replace(/\/+$/, "");

export const isBasePath = (given: string): boolean =>
  withoutSlash(given) === "" || (PATH.test(withoutSlash(given)) && !ROUTES.includes(given.split("/")[1]!));

export function isBucket(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, username, password, search, hash, pathname } = new URL(given);
  if (!/^https?:$/.test(protocol) || username + password + search + hash !== "") return false;
  return PATH.test(withoutSlash(pathname));
}
