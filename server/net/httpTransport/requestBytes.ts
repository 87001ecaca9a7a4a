/** Reads the body of a request of the HTTP transport: a few arbitrary bytes. */
import type { IncomingMessage } from "node:http";
import { MOST_BODY } from "../../../shared/httpTransport.ts";

/** @returns undefined when there are too many bytes. Never settles when the client goes away first */
export function readBytes(request: IncomingMessage): Promise<Buffer> | undefined {
  if (Number(request.headers["content-length"] ?? 0) > MOST_BODY) return undefined;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      // A body without a declared length: the connection is cut, because its rest is not waited for.
      if (size > MOST_BODY) request.destroy();
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on("error", () => {});
  });
}
