/**
 * The service worker: answers from a cache, so that the next visit starts without the network. The page fills the cache, and
 * before a join compares its build with the server's (browser/nextVisit.ts).
 */
// The build replaces this by its id; see tools/vite/worker.ts.
const BUILD = "__BUILD__";
const { scope } = self.registration;
/** As in browser/nextVisit.ts. Pages under other paths of this host have other caches. */
const PREFIX = `skirmish ${scope} `;
const CACHE = PREFIX + BUILD;
/** Matches paths below the scope of files that belong to a build. */
const FILE = /^(?:assets\/.+|[\w-]+\.(?:js|png|svg|webmanifest))$/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const removeOld = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(removeOld());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const path = url.origin + url.pathname;
  if (request.method !== "GET" || !path.startsWith(scope)) return;
  const name = path.slice(scope.length);
  if (request.mode === "navigate" && name === "") event.respondWith(answer(request, pageKey(url)));
  else if (FILE.test(name)) event.respondWith(answer(request, request));
});

async function answer(request, key) {
  // `ignoreVary`: all requests come from this browser and for this host, so the headers in `Vary` make no difference.
  const kept = await caches.match(key, { cacheName: CACHE, ignoreVary: true });
  return kept || fetch(request);
}

/** As in browser/nextVisit.ts: of all parameters only the room decides which page the server sends. */
function pageKey(url) {
  const room = url.searchParams.get("room");
  return scope + (room === null ? "" : `?${new URLSearchParams({ room })}`);
}
