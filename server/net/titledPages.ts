/**
 * The page of each game, with the game's title. The build has one page, which has the title of the first
 * game. Crawlers, link previews and a browser's tab read the title before any script runs.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { RequestHandler } from "express";
import type { ListedGame } from "../../shared/game.ts";

/** Compressed bodies, by encoding. */
type Packed = ReadonlyMap<string, Buffer>;

/**
 * Serves the page of a game whose title is not in the build's page. Passes on all other requests.
 * @param folder of the build
 * @param games that the server plays; the first is that of a page without a room in its address
 */
export function titledPages(folder: string, games: readonly ListedGame[]): RequestHandler {
  const built = readFileSync(join(folder, "index.html"), "utf8");
  const original = /<title>(.*?)<\/title>/.exec(built)?.[1];
  const pages = new Map<ListedGame, Packed>();
  for (const game of games) if (game.title !== original) pages.set(game, pack(titled(built, game.title)));
  return (request, response, next) => {
    const { room } = request.query;
    const game = games.find(({ rooms }) => rooms.includes(String(room))) ?? games[0];
    const page = game && pages.get(game);
    if (page === undefined) return next();
    const encoding = [...page.keys()].find((name) => request.acceptsEncodings(name) !== false)!;
    response.vary("Accept-Encoding");
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    response.setHeader("Cache-Control", "no-cache");
    response.type("html").send(page.get(encoding));
  };
}

function titled(page: string, title: string): string {
  const text = title.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return (
    page
      .replace(/<title>.*?<\/title>/, () => `<title>${text}</title>`)
      .replace(
        /(<meta name="description" content=")[^"]*/,
        (_, start) => `${start}${text}: play at once, in your browser.`,
      )
      // The sentence of each language begins with the title.
      .replace(/<noscript>.*?<\/noscript>/s, (block) =>
        block.replace(/(<p\b[^>]*>)\S+/g, (_, start) => `${start}${text}`),
      )
      .replace(/(<h1 class="title">)[^<]*/, (_, start) => `${start}${text}`)
      // The script sets it.
      .replace(/(<p class="tagline">)[^<]*/, "$1&nbsp;")
      // The script shows the game's own icon. Without this, browsers would request /favicon.ico.
      .replace(/(<link\s+rel="icon"\s+href=")[^"]*/, "$1data:,")
  );
}

/** In order of preference. */
function pack(text: string): Packed {
  const page = Buffer.from(text);
  return new Map([
    ["br", brotliCompressSync(page)],
    ["gzip", gzipSync(page)],
    ["identity", page],
  ]);
}
