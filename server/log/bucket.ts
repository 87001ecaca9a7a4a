/** Access to objects in an S3-compatible bucket, as far as match logs need it. */
import { AwsClient } from "aws4fetch";

/** See REPLAY_S3 in env.ts. */
export interface BucketAccess {
  /** As in https://storage.example/bucket/prefix */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** Absent: read from the address, or us-east-1. */
  readonly region: string | undefined;
}

export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  /** When it was uploaded, ms since 1970. */
  readonly modified: number;
}

/** A storage that sends nothing for this long, ms, counts as unreachable. */
const TIMEOUT = 20_000;
/** An upload that is slower than this is aborted, bytes a ms. */
const SLOWEST = 64;

/** A request to the bucket has failed. The message says what to do, and contains no secret. */
export class BucketFault extends Error {
  /** The storage refuses this object, as one that is too large; others may be accepted. */
  readonly isOfObject: boolean;

  constructor(message: string, isOfObject = false) {
    super(message);
    this.isOfObject = isOfObject;
  }
}

export class Bucket {
  /** Without secrets, for logs. */
  readonly url: string;
  readonly #client: AwsClient;
  readonly #prefix: string;

  constructor({ url, key, secret, region }: BucketAccess) {
    this.url = url;
    const [, , ...prefix] = new URL(url).pathname.split("/");
    this.#prefix = prefix.map((part) => `${part}/`).join("");
    this.#client = new AwsClient({
      ...{ accessKeyId: key, secretAccessKey: secret, service: "s3", retries: 0 },
      ...(region === undefined ? {} : { region }),
    });
  }

  /** @returns all objects whose keys start with `start` @throws BucketFault */
  async list(start: string): Promise<StoredObject[]> {
    const { origin, pathname } = new URL(this.url);
    const bucket = `${origin}/${pathname.split("/")[1]}`;
    const all: StoredObject[] = [];
    for (let next: string | undefined = ""; next !== undefined; ) {
      const query = new URLSearchParams({ "list-type": "2", prefix: this.#prefix + start });
      if (next !== "") query.set("continuation-token", next);
      const answer = await this.#ask(`${bucket}?${query}`, {}, AbortSignal.timeout(TIMEOUT));
      const page = await answer.text().catch((error) => fail("its list", error));
      for (const [, one] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs))
        all.push({
          key: tagged(one!, "Key").slice(this.#prefix.length),
          etag: tagged(one!, "ETag"),
          modified: Date.parse(tagged(one!, "LastModified")),
        });
      next = tagged(page, "NextContinuationToken") || undefined;
    }
    return all;
  }

  /** @throws BucketFault */
  async put(key: string, body: Blob): Promise<void> {
    const limit = AbortSignal.timeout(TIMEOUT + Math.ceil(body.size / SLOWEST));
    const answer = await this.#ask(`${this.url}/${key}`, { method: "PUT", body }, limit);
    await answer.body?.cancel();
  }

  /** @throws BucketFault */
  async text(key: string): Promise<string> {
    const answer = await this.#ask(`${this.url}/${key}`, {}, AbortSignal.timeout(TIMEOUT));
    return answer.text().catch((error) => fail(key, error));
  }

  /** @returns the bytes from `start` to `end` @throws BucketFault, before the first byte or later */
  async *read(key: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const stop = new AbortController();
    const withTimeout = async <R>(waiting: Promise<R>): Promise<R> => {
      const timer = setTimeout(() => stop.abort(new Error("timeout")), TIMEOUT);
      return waiting.finally(() => clearTimeout(timer));
    };
    try {
      const headers = { range: `bytes=${start}-${end - 1}` };
      const answer = await withTimeout(this.#ask(`${this.url}/${key}`, { headers }, stop.signal));
      if (answer.status !== 206) throw new BucketFault(`${key}: the storage does not serve ranges`);
      const reader = answer.body!.getReader();
      for (;;) {
        const { value, done } = await withTimeout(reader.read()).catch((error) => fail(key, error));
        if (done) return;
        yield value;
      }
    } finally {
      stop.abort();
    }
  }

  /** A missing object counts as removed. @throws BucketFault */
  async remove(key: string): Promise<void> {
    const limit = AbortSignal.timeout(TIMEOUT);
    const answer = await this.#ask(`${this.url}/${key}`, { method: "DELETE" }, limit);
    await answer.body?.cancel();
  }

  async #ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const what = `${init.method ?? "GET"} ${new URL(url).pathname}`;
    const request = { redirect: "manual", ...init, signal } as const;
    const answer = await this.#client.fetch(url, request).catch((error) => fail(what, error));
    if (answer.ok || (answer.status === 404 && init.method === "DELETE")) return answer;
    const code = tagged(await answer.text().catch(() => ""), "Code").replace(/\W/g, "");
    const { status } = answer;
    const advice = ADVICE[status] ?? "";
    throw new BucketFault(`${what} was answered with ${status} ${code}${advice}`, OF_OBJECT.has(status));
  }
}

const ADVICE: { readonly [status: number]: string } = {
  301: ": the bucket is at another address or in another region; see REPLAY_S3 and REPLAY_S3_REGION",
  400: ": see REPLAY_S3_REGION",
  403: ": REPLAY_S3_KEY and REPLAY_S3_SECRET must allow to list, get, put and delete",
  404: ": see REPLAY_S3",
};
/** Length missing, too large, not processable: errors of the object, not of the bucket. */
const OF_OBJECT = new Set([411, 413, 422]);

const tagged = (xml: string, tag: string): string =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]?.replaceAll("&quot;", "") ?? "";

function fail(what: string, error: unknown): never {
  if (error instanceof BucketFault) throw error;
  const { name, message, cause } = error as Error;
  const { code } = (cause ?? {}) as { code?: string };
  const isLate = name === "TimeoutError" || message === "timeout";
  throw new BucketFault(`${what}: ${isLate ? "no answer in time" : (code ?? message)}`);
}
