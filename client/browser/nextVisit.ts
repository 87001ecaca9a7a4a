/**
 * Caches the files of this page, so that the next visit starts without the network (worker/sw.js). A page
 * from the cache is loaded anew when the server has another build.
 */
import { attempt } from "./attempt.ts";

/** Time limit for the server's answer, ms. The join reports a server that does not answer. */
const ANSWER = 20_000;
/**
 * The cache is filled this long after the join, so that it does not compete with the start of the match, ms.
 */
const FILL_DELAY = 3000;
/** Key of the build for which this tab was last loaded anew. */
const RELOADED = "skirmish.reloaded";

/** @returns id of this page's build; undefined in development, where nothing is cached */
const build = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
const scope = (): string => new URL("./", location.href).href.split("?")[0]!;
const prefix = (): string => `skirmish ${scope()} `;
const workers = (): ServiceWorkerContainer | undefined => attempt(() => navigator.serviceWorker);

/**
 * Call once the player is in a match. Does nothing in a browser that lacks service workers or forbids them.
 */
export function keepForNextVisit(): void {
  const id = build();
  const container = workers();
  if (id === undefined || !container) return;
  setTimeout(async () => {
    try {
      await container.register("./sw.js", { scope: "./" });
      await fill(id);
    } catch {
      // The next visit loads everything from the network.
    }
  }, FILL_DELAY);
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
  // A browser rejects a redirected response for a navigation; and the server may have another build by now.
  const isOwn = (await page.clone().text()).includes(`content="${id}"`);
  if (page.ok && !page.redirected && isOwn) await cache.put(key, page);
}

/**
 * Await it before a join, because an old page must not play on a new server. If the server has another build,
 * the page is loaded anew, and the promise never resolves. That happens at most once for each build, because
 * during a rolling update processes of two builds answer.
 * @param addressOf returns the query with which the new page continues
 */
export async function ensureCurrent(addressOf: () => URLSearchParams): Promise<void> {
  const id = build();
  // Without a service worker the page came from the server, not from the cache.
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

/** @returns id of the server's build; undefined when the server does not answer */
async function askBuild(): Promise<string | undefined> {
  try {
    const answer = await fetch("./build.txt", { cache: "no-store", signal: AbortSignal.timeout(ANSWER) });
    return answer.ok ? (await answer.text()).trim() : undefined;
  } catch {
    return undefined;
  }
}
