/**
 * The service worker: starts the page from the cache of the browser when it is not the first visit. The page fills the cache
 * (browser/nextVisit.ts), and before it joins it asks whether the server has another build by now.
 */
// The build puts its own id here; see tools/vite/worker.ts.
const BUILD = "__BUILD__";
const { scope } = self.registration;
/** As in browser/nextVisit.ts. Pages of other paths of this host have caches of their own. */
const PREFIX = `skirmish ${scope} `;
const CACHE = PREFIX + BUILD;
/** Below the scope: what pages load that belongs to a build. */
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
  // The answers vary by headers that say nothing here: they are of this browser and this host. In the cache of this build only.
  const kept = await caches.match(key, { cacheName: CACHE, ignoreVary: true });
  return kept || fetch(request);
}

/** The page differs by game only. As in browser/nextVisit.ts. */
function pageKey(url) {
  const room = url.searchParams.get("room");
  return scope + (room === null ? "" : `?${new URLSearchParams({ room })}`);
}
