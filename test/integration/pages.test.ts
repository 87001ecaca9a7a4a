/** The built game as it is served. */
import { get, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;
/** Tags of the head of a page that load its styles and scripts, in order. */
let tags: string[];
/** Scripts that a page loads at its start. */
let starting: string[];
/** Scripts that it loads meanwhile, at low priority. */
let preloaded: string[];
/** The largest script: most of the game. */
let script: string;
let plain: Buffer;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Raw, possibly compressed. */
  body: Buffer;
}

/** Adds no header and decompresses nothing, unlike `fetch`. */
const ask = (path: string, headers: { [name: string]: string } = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on("error", reject);
  });

const fileOf = (tag: string): string => `/${/assets\/[^"]+/.exec(tag)}`;
const fetchScript = async (path: string) => ({ path, ...(await ask(path)) });

beforeAll(async () => {
  server = await startServer({ BASE_PATH: "/skirmish" });
  const page = (await ask("/")).body.toString();
  tags = [...page.matchAll(/<[^>]+assets\/[^>]+>/g)].map(([tag]) => tag);
  const isLow = (tag: string) => tag.includes('fetchpriority="low"');
  const scripts = tags.filter((tag) => tag.includes(".js"));
  starting = scripts.filter((tag) => !isLow(tag)).map(fileOf);
  preloaded = scripts.filter(isLow).map(fileOf);
  const all: Awaited<ReturnType<typeof fetchScript>>[] = [];
  for (let next = [...starting, ...preloaded]; next.length > 0; ) {
    const fetched = await Promise.all(next.map(fetchScript));
    all.push(...fetched);
    const named = fetched.flatMap(({ body }) => [...body.toString().matchAll(/"\.\/([\w-]+\.js)"/g)]);
    const known = new Set(all.map(({ path }) => path));
    next = [...new Set(named.map(([, name]) => `/assets/${name}`))].filter((path) => !known.has(path));
  }
  const largest = all.sort((a, b) => b.body.length - a.body.length)[0]!;
  [script, plain] = [largest.path, largest.body];
});
afterAll(() => server.stop());

it("[PG4] a page starts with at most 60 kB of scripts in few files, behind its styles, and loads what joins and draws its game meanwhile", async () => {
  const packed = await Promise.all(starting.map((path) => ask(path, { "accept-encoding": "br" })));
  expect(packed.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(60_000);
  // A browser has six connections over HTTP/1.1: styles and these scripts are fetched in one round trip.
  expect(tags.length - preloaded.length, "files before the page runs").toBeLessThanOrEqual(6);
  const isStyle = tags.map((tag) => tag.includes(".css"));
  expect(isStyle.lastIndexOf(true), "styles come before scripts").toBeLessThan(isStyle.indexOf(false));
  const early = await Promise.all(preloaded.map((path) => ask(path)));
  expect(early.map(({ body }) => body.toString()).join(), "what joins a room").toContain("joinOrCreate");
  expect([...starting, ...preloaded], "the renderer comes last").not.toContain(script);
  expect(plain.length, "Phaser, the renderer").toBeGreaterThan(500_000);
  expect(plain.length, "only the parts of Phaser that games use").toBeLessThan(800_000);
});

it("[PG8] the page can be installed: its manifest and icons are served, with the sizes and types that it names", async () => {
  const page = (await ask("/")).body.toString();
  const path = /rel="manifest" href="\.?(\/[^"]+)"/.exec(page)![1]!;
  const manifest = await ask(path);
  expect(manifest.status).toBe(200);
  expect(manifest.headers["content-type"]).toContain("application/manifest+json");
  expect((await ask("/")).headers["content-security-policy"]).toContain("manifest-src 'self'");
  const { icons, start_url } = JSON.parse(manifest.body.toString()) as {
    icons: { src: string; sizes: string; type: string }[];
    start_url: string;
  };
  const here = new URL(path, server.url);
  expect((await ask(new URL(start_url, here).pathname)).headers["content-type"]).toContain("text/html");
  expect(icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  for (const { src, sizes, type } of icons) {
    const { status, headers, body } = await ask(new URL(src, here).pathname);
    expect([status, headers["content-type"]], src).toEqual([200, type]);
    // The header of a PNG: signature, length and name of the first chunk, then width and height.
    expect(body.toString("latin1", 1, 4), src).toBe("PNG");
    expect(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, src).toBe(sizes);
  }
});

describe("[PG2] the main script", () => {
  it.each([
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
    ["br;q=0, gzip", "gzip", gunzipSync],
  ])("has at most 35 % of its size for %s: %s", async (accepted, encoding, unpack) => {
    const { status, headers, body } = await ask(script, { "accept-encoding": accepted });
    expect([status, headers["content-encoding"]]).toEqual([200, encoding]);
    expect(headers["content-type"]).toMatch(/javascript/);
    expect(headers["cache-control"]).toMatch(/max-age=31536000, immutable/);
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(Number(headers["content-length"])).toBe(body.length);
    expect(body.length / plain.length, "compressed size, relative").toBeLessThan(0.35);
    expect(unpack(body).equals(plain)).toBe(true);
  });

  it.each([undefined, "identity", "br;q=0", "zstd"])(
    "is not compressed for Accept-Encoding %s",
    async (accepted) => {
      const { headers, body } = await ask(
        script,
        accepted === undefined ? {} : { "accept-encoding": accepted },
      );
      expect(headers["content-encoding"]).toBeUndefined();
      expect(headers.vary, "a cached copy is valid for one encoding only").toMatch(/accept-encoding/i);
      expect(body.equals(plain)).toBe(true);
    },
  );

  it("has an ETag for each encoding, with which a client avoids a second transfer", async () => {
    const tags = new Set<string>();
    for (const accepted of ["br", "gzip", "identity"]) {
      const headers = { "accept-encoding": accepted };
      const tag = (await ask(script, headers)).headers.etag!;
      tags.add(tag);
      const again = await ask(script, { ...headers, "if-none-match": tag });
      expect([again.status, again.body.length]).toEqual([304, 0]);
      expect(again.headers.vary).toMatch(/accept-encoding/i);
    }
    expect(tags.size).toBe(3);
  });

  it("supports ranges of the encoded bytes", async () => {
    const packed = await ask(script, { "accept-encoding": "br" });
    const part = await ask(script, { "accept-encoding": "br", range: "bytes=100-199" });
    expect([part.status, part.headers["content-encoding"]]).toEqual([206, "br"]);
    expect(part.headers["content-range"]).toBe(`bytes 100-199/${packed.body.length}`);
    expect(part.body.equals(packed.body.subarray(100, 200))).toBe(true);
  });

  it("answers HEAD with its length", async () => {
    const { headers, body } = await ask(script, { "accept-encoding": "br" }, "HEAD");
    expect([headers["content-encoding"], body.length]).toEqual(["br", 0]);
    expect(Number(headers["content-length"])).toBeGreaterThan(1000);
  });
});

it.each([
  ["/", "Skirmish"],
  ["/?room=puck&at=abc", "Puck"],
  ["/?room=nonsense", "Skirmish"],
])("[PG5] the page at %s has the title of its game, %s, before any script runs", async (path, title) => {
  for (const [accepted, unpack] of [
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
    ["identity", (bytes: Buffer) => bytes],
  ] as const) {
    const { headers, body } = await ask(path, { "accept-encoding": accepted });
    expect(headers["cache-control"]).toBe("no-cache");
    expect(headers.vary).toMatch(/accept-encoding/i);
    const page = unpack(body).toString();
    expect(page).toContain(`<title>${title}</title>`);
    expect(page).toMatch(
      new RegExp(`<noscript>\\s*<p lang="en">${title} is a game .*\\s*<p lang="de">${title} ist ein Spiel`),
    );
    expect(page).toContain(`<h1 class="title">${title}</h1>`);
    expect(page).toMatch(new RegExp(`name="description" content="${title}:`));
    expect(page).toContain("<!doctype html>");
  }
});

describe("[PG2] pages", () => {
  it.each(["/", "/ops/"])("%s is compressed, and revalidated each time", async (path) => {
    const { headers, body } = await ask(path, { "accept-encoding": "br" });
    expect([headers["content-encoding"], headers["cache-control"]]).toEqual(["br", "no-cache"]);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(brotliDecompressSync(body).toString()).toContain("<!doctype html>");
    expect((await ask(path)).headers["cache-control"]).toBe("no-cache");
  });

  it("that do not exist are answered with 404, compressed or not", async () => {
    for (const path of [
      "/none",
      "/assets/none.js",
      "/assets/",
      "/../package.json",
      "/assets/%2e%2e/%2e%2e/package.json",
    ])
      expect((await ask(path, { "accept-encoding": "br" })).status, path).toBeGreaterThanOrEqual(400);
  });
});

describe("[PG3] under BASE_PATH", () => {
  it("all files are served, with the path and without", async () => {
    for (const path of ["/", script, "/ops/", "/healthz", "/api/rooms"]) {
      expect((await ask(path)).status, path).toBe(200);
      expect((await ask(`/skirmish${path}`)).status, path).toBe(200);
    }
    expect((await ask("/skirmished/")).status).toBe(404);
    expect((await ask("/skirmish//healthz")).status).toBe(400);
  });

  it("a path without its slash redirects to the one with it, whatever precedes it", async () => {
    for (const [path, to] of [
      ["/skirmish?at=x", "/skirmish/?at=x"],
      ["/skirmish/ops", "/skirmish/ops/"],
      ["/ops?x=1", "/ops/?x=1"],
    ] as const) {
      const { status, headers } = await ask(path);
      expect(status).toBe(301);
      expect(new URL(headers.location!, `http://a${path}`).href).toBe(`http://a${to}`);
    }
  });
});
