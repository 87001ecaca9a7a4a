/**
 * Keeps what this page has loaded for the next visit, which then starts without the network (worker/sw.js); and notices when the
 * server has another build than a page that started so.
 */
import { attempt } from "./attempt.ts";

/** A server that says nothing for so long does not answer, ms. The join reports it. */
const ANSWER = 20_000;
/** The first moments of play come first, ms. */
const LATER = 3000;
const RELOADED = "skirmish.reloaded";

/** Of this page; undefined in development, where nothing is kept. */
const build = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
const scope = (): string => new URL("./", location.href).href.split("?")[0]!;
const prefix = (): string => `skirmish ${scope()} `;
const workers = (): ServiceWorkerContainer | undefined => attempt(() => navigator.serviceWorker);

/** Call once the player is in a match. Where the browser has no service workers, or forbids them, nothing is kept. */
export function keepForNextVisit(): void {
  const id = build();
  const container = workers();
  if (id === undefined || !container) return;
  setTimeout(async () => {
    try {
      await container.register("./sw.js", { scope: "./" });
      await fill(id);
    } catch {
      // The next visit loads everything as this one did.
    }
  }, LATER);
}

async function fill(id: string): Promise<void> {
  const cache = await caches.open(prefix() + id);
  const files = performance
    .getEntriesByType("resource")
    .map(({ name }) => name.split("#")[0]!)
    .filter(
      (name) =>
        name.startsWith(scope()) && /\/(?:assets\/[^?]+|[\w-]+\.(?:js|png|svg|webmanifest))$/.test(name),
    );
  for (const file of new Set(files)) if (!(await cache.match(file))) await cache.add(file);
  const room = new URLSearchParams(location.search).get("room");
  const key = scope() + (room === null ? "" : `?${new URLSearchParams({ room })}`);
  const page = await fetch(key, { cache: "no-cache" });
  // A page that a redirect led to must not answer a navigation; and the server may have another build by now.
  const isOwn = (await page.clone().text()).includes(`content="${id}"`);
  if (page.ok && !page.redirected && isOwn) await cache.put(key, page);
}

/**
 * Await it before a join: an old page must not play on a new server. If the server has another build, the page is loaded anew, and this
 * never resolves. That happens once for each build, because processes of two builds may serve for a while.
 * @param addressOf returns the query of the page that goes on where this one is
 */
export async function ensureCurrent(addressOf: () => URLSearchParams): Promise<void> {
  const id = build();
  // Without a service worker the page has just come from the server.
  if (id === undefined || !workers()?.controller) return;
  const latest = await askBuild();
  if (latest === undefined || latest === id) return;
  if (attempt(() => sessionStorage.getItem(RELOADED)) === latest) return;
  attempt(() => sessionStorage.setItem(RELOADED, latest));
  for (const name of await caches.keys()) if (name.startsWith(prefix())) await caches.delete(name);
  await (await workers()?.getRegistration())?.update().catch(() => {});
  location.replace(`?${addressOf()}`);
  await new Promise(() => {});
}

/** @returns the id of the server's build; undefined when it does not answer */
async function askBuild(): Promise<string | undefined> {
  try {
    const answer = await fetch("./build.txt", { cache: "no-store", signal: AbortSignal.timeout(ANSWER) });
    return answer.ok ? (await answer.text()).trim() : undefined;
  } catch {
    return undefined;
  }
}
