/// <reference lib="webworker" />
// Keeps the till's page and its files, and hands the page out where no server answers. It never keeps anybody's data.

declare const self: ServiceWorkerGlobalScope;

const KEPT = "prilavok-till";
const PAGE = "/till/standby";
const DOWN = new Set([502, 503, 504]);
const PATIENCE = 8_000; // ms for a page to begin

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("message", (event) => {
  if (event.data === "fill") event.waitUntil(fill().catch(() => undefined)); // without a connection what is kept stays
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** All or nothing: a page of one edition with files of another would not open. */
async function fill(): Promise<void> {
  const asked = await fetch(`${PAGE}/files`, { redirect: "error", cache: "no-store" });
  if (!asked.ok) throw new Error("no list of files");
  const { files } = (await asked.json()) as { files: string[] };
  const answers = await Promise.all([PAGE, ...files].map((address) => fetch(address, { redirect: "error" })));
  if (answers.some((one) => !one.ok)) throw new Error("a file is missing");
  const cache = await caches.open(KEPT);
  await Promise.all([PAGE, ...files].map((address, nth) => cache.put(address, answers[nth]!)));
  const wanted = new Set([PAGE, ...files].map((address) => new URL(address, location.origin).href));
  for (const old of await cache.keys()) if (!wanted.has(old.url)) await cache.delete(old);
}

/** From the server; where it does not answer, the till without a connection. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (!DOWN.has(answer.status)) return answer;
    return (await kept(request)) ?? answer;
  } catch (trouble) {
    const instead = await kept(request);
    if (instead) return instead;
    throw trouble;
  }
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer")), PATIENCE));
}

async function kept(request: Request): Promise<Response | undefined> {
  const found = await caches.match(PAGE, { cacheName: KEPT });
  if (!found) return undefined;
  return new URL(request.url).pathname === PAGE ? found : Response.redirect(PAGE);
}

/** Files bear the digest of their content in their address: one that is kept is the right one. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

export {};
