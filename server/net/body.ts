/** Reads the body of a request: JSON, small, soon. Nothing of ours needs more; the framework would read gigabytes. */
import type { IncomingMessage } from "node:http";

/** Bytes. */
const LIMIT = 4096;
/** Deeper than anything we read. */
const DEPTH = 4;

export type Body = { fault?: undefined; value: unknown } | { fault: "body_too_large" | "body_malformed" };

const BODILESS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Calls back once, unless the client goes away first. An absent body reads as an empty object. */
export function readBody(request: IncomingMessage, done: (body: Body) => void): void {
  const { headers, method } = request;
  if (BODILESS.has(method ?? "")) {
    // It is not read: with the answer the connection ends.
    const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
    done(hasBody ? { fault: "body_malformed" } : { value: undefined });
    return;
  }
  if (Number(headers["content-length"] ?? 0) > LIMIT) {
    done({ fault: "body_too_large" });
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= LIMIT) {
      chunks.push(chunk);
      return;
    }
    request.off("data", take);
    request.off("end", end);
    request.pause();
    done({ fault: "body_too_large" });
  };
  const end = (): void => done(parse(Buffer.concat(chunks)));
  request.on("data", take);
  request.once("end", end);
  request.on("error", () => {});
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
