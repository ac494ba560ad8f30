// The worker of /me/: pages come from the clinic; without a connection, shells that hold nobody's data.
// `CONFIG` (version, shells, files) stands before this text, and phone.js between the two.
const CACHE = `lenitive-me-${CONFIG.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(CONFIG.files);
    for (const shell of Object.values(CONFIG.shells)) await renew(cache, shell);
  })());
});

// A page that does not come leaves the shell as it was: one missing page must not keep the others from working.
async function renew(cache, shell) {
  try {
    const answer = await fetch(shell, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(shell, answer);
  } catch { /* no connection */ }
}

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("lenitive-me-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "renew") {
    event.waitUntil((async () => {
      const cache = await caches.open(CACHE);
      for (const shell of Object.values(CONFIG.shells)) await renew(cache, shell);
    })());
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (CONFIG.files.includes(url.pathname)) event.respondWith(file(request));
});

async function page(request, url) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    const shell = CONFIG.shells[url.pathname] ?? CONFIG.shells.other;
    const found = (await cache.match(shell)) ?? (await cache.match(CONFIG.shells.other));
    if (found) return found;
    throw error;
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "diary") event.waitUntil(ownPhone.send().then((done) => { if (!done) throw new Error("later"); }));
});
