/* Keeps the page "My work" and what it is drawn with, for when there is no connection. Everything else is left alone:
   with a connection each page comes from the server. */

const KEPT = "atrium-my-work";
const isOurs = (url) => url.origin === location.origin && (url.pathname === new URL(registration.scope).pathname || url.pathname.startsWith("/static/"));
const plain = (request) => new URL(request.url).pathname;

async function fresh(request) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(plain(request), answer.clone());
  return answer;
}

async function freshOrKept(request) {
  try {
    return await fresh(request);
  } catch (error) {
    const kept = await (await caches.open(KEPT)).match(plain(request));
    if (kept) return kept;
    throw error;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && isOurs(new URL(event.request.url))) event.respondWith(freshOrKept(event.request));
});
addEventListener("message", (event) => {
  const wanted = (event.data.keep ?? []).map((path) => new URL(path, location.href)).filter(isOurs);
  event.waitUntil(Promise.allSettled(wanted.map((url) => fresh(new Request(url)))));
});
