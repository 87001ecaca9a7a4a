/**
 * Reads the body of a request: JSON, short, and soon. No route needs more, while the framework would read
 * gigabytes.
 */
import type { IncomingMessage } from "node:http";

/** Most bytes. */
const LIMIT = 4096;
/** Deepest nesting; no route reads anything deeper. */
const DEPTH = 4;

export type Body = { fault?: undefined; value: unknown } | { fault: "body_too_large" | "body_malformed" };

const BODILESS = new Set(["GET", "HEAD", "OPTIONS"]);

/** An absent body reads as an empty object. Never settles when the client goes away first. */
export function readBody(request: IncomingMessage): Promise<Body> | Body {
  const { headers, method } = request;
  const announced = Number(headers["content-length"] ?? 0);
  if (BODILESS.has(method ?? ""))
    return headers["transfer-encoding"] !== undefined || announced > 0
      ? { fault: "body_malformed" }
      : { value: undefined };
  if (announced > LIMIT) return { fault: "body_too_large" };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= LIMIT) chunks.push(chunk);
      else {
        request.off("data", take);
        request.pause();
        resolve({ fault: "body_too_large" });
      }
    };
    request.on("data", take);
    request.once("end", () => resolve(parse(Buffer.concat(chunks))));
    request.on("error", () => {});
  });
}

function parse(bytes: Buffer): Body {
  if (bytes.length === 0) return { value: {} };
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isShallow(value, DEPTH) ? { value } : { fault: "body_malformed" };
  } catch {
    return { fault: "body_malformed" };
  }
}

const isShallow = (value: unknown, depth: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (depth > 0 && Object.values(value).every((part) => isShallow(part, depth - 1)));
