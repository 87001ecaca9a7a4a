/** Serves the built browser game: packed as the build has left it, and cached for as long as it can be. */
import { readdirSync } from "node:fs";
import { extname, join, sep } from "node:path";
import express, { type Application, type RequestHandler, type Response } from "express";

/** Best first. Vite packs every text this way; see vite.config.ts. */
const ENCODINGS = [
  { name: "br", ending: ".br" },
  { name: "gzip", ending: ".gz" },
] as const;

/** Built files carry their hash in their name, so they never change; the page itself is asked for anew each time. */
const isForEver = (path: string): boolean => path.startsWith("/assets/");
const FOR_EVER = "public, max-age=31536000, immutable";
const cacheControl = (path: string): string => (isForEver(path) ? FOR_EVER : "no-cache");

/**
 * @param folder where the build is
 * @param basePath under which proxies that do not take it off lead here; empty for none. See BASE_PATH in env.ts
 */
export function servePages(app: Application, folder: string, basePath: string): void {
  // Pages load what they need by addresses relative to their own, so theirs must end with a slash. Relative themselves: the
  // path may be another one in front of a proxy.
  app.get("/ops", redirect("ops/"));
  if (basePath !== "") app.get(basePath, redirect(`${basePath}/`));
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

/** Leaves to what comes after it what was not packed, or is for a client that cannot unpack it. */
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
      // Another build has taken its place.
      for (const header of ["Content-Encoding", "Content-Type"]) response.removeHeader(header);
      next();
    });
  };
}
