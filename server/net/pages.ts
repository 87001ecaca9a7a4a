/** Serves the built browser game: compressed by the build, with the longest possible caching. */
import { readdirSync } from "node:fs";
import { extname, join, sep } from "node:path";
import express, { type Application, type RequestHandler, type Response } from "express";
import type { ListedGame } from "../../shared/game.ts";
import { titledPages } from "./titledPages.ts";

/** In order of preference. The build compresses every text file this way; see vite.config.ts. */
const ENCODINGS = [
  { name: "br", ending: ".br" },
  { name: "gzip", ending: ".gz" },
] as const;

/** The replay of a match, and a live one by its room or mode. */
const REPLAY = /^\/(replay|watch)\/[\w-]{1,64}$/;

/** Assets carry their hash in their name, so they never change; pages are revalidated each time. */
const isImmutable = (path: string): boolean => path.startsWith("/assets/");
const IMMUTABLE = "public, max-age=31536000, immutable";
const cacheControl = (path: string): string => (isImmutable(path) ? IMMUTABLE : "no-cache");

/**
 * @param folder of the build
 * @param games that the server plays
 * @param basePath see BASE_PATH in env.ts; empty for none
 * @param home the room to which a page without a room in its address leads; absent: the page decides
 */
export function servePages(
  app: Application,
  folder: string,
  basePath: string,
  games: readonly ListedGame[],
  home?: string,
): void {
  // Pages use relative URLs, so their own must end with a slash. The redirect is relative too, because a
  // proxy may add a prefix to the path.
  app.get("/ops", redirect("ops/"));
  app.get("/records", redirect("records/"));
  app.get(REPLAY, (request, _response, next) => {
    // One page for all matches: its script reads the match from the address.
    request.url = `/${request.params[0]}/`;
    next();
  });
  if (basePath !== "") app.get(basePath, redirect(`${basePath}/`));
  if (home !== undefined) app.get("/", leadTo(home));
  app.get("/", titledPages(folder, games));
  app.use(packed(folder));
  app.use(
    express.static(folder, {
      redirect: false,
      cacheControl: false,
      setHeaders: (response: Response, file: string) =>
        response.setHeader("Cache-Control", cacheControl(file.slice(folder.length).split(sep).join("/"))),
    }),
  );
}

const redirect =
  (to: string): RequestHandler =>
  (request, response) =>
    response.redirect(301, to + (/\?.*$/.exec(request.originalUrl)?.[0] ?? ""));

/** The room in a page's address decides which game's page is served. */
const leadTo =
  (room: string): RequestHandler =>
  (request, response, next) => {
    const query = new URLSearchParams(/\?(.*)$/.exec(request.originalUrl)?.[1]);
    if (query.has("room")) return next();
    query.set("room", room);
    response.redirect(302, `./?${query}`);
  };

/**
 * Serves precompressed files. Passes on requests for other files, and requests of clients that accept no
 * compression.
 */
function packed(folder: string): RequestHandler {
  const files = new Set(
    readdirSync(folder, { recursive: true }).map((name) => `/${String(name).split(sep).join("/")}`),
  );
  return (request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD") return next();
    const path = request.path.endsWith("/") ? `${request.path}index.html` : request.path;
    const kinds = ENCODINGS.filter(({ ending }) => files.has(path + ending));
    if (kinds.length === 0) return next();
    response.vary("Accept-Encoding");
    const kind = kinds.find(({ name }) => request.acceptsEncodings(name) !== false);
    if (kind === undefined) return next();
    response.type(extname(path));
    response.setHeader("Content-Encoding", kind.name);
    response.setHeader("Cache-Control", cacheControl(path));
    response.sendFile(join(folder, path + kind.ending), { cacheControl: false }, (error) => {
      if (error === undefined || response.headersSent) return;
      // The build was replaced meanwhile.
      for (const header of ["Content-Encoding", "Content-Type"]) response.removeHeader(header);
      next();
    });
  };
}
