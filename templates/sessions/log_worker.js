{% url "sessions:log-today" as page %}// Keeps the page on which sessions are logged, with its styles and scripts, for a phone without a signal.
const PAGE = "{{ page }}";
const KEPT = "log-page-1";
// Home, and pages on which one logs: without a connection they lead to the kept page.
const LOGGING = /^\/(?:$|sessions\/([\w-]+)\/log\/$|(pair|group)s\/(\d+)\/log\/$)/;
const owner = (html) => /data-unsent="(\w+)"/.exec(html)?.[1];

const unkeep = async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
};

// Keeps an answer in place of the one before; that of somebody else removes everything.
const keep = async (answer) => {
  if (!answer.ok || answer.redirected) throw new Error("not the page");
  const html = await answer.clone().text();
  const cache = await caches.open(KEPT);
  const before = await cache.match(PAGE);
  if (before && owner(await before.text()) !== owner(html)) return unkeep();
  const files = [...html.matchAll(/(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"/g)].map(([, name]) => name);
  await cache.addAll([...new Set(files)]);
  await cache.put(PAGE, answer);
  for (const request of await cache.keys()) {
    if (![PAGE, ...files].includes(new URL(request.url).pathname)) await cache.delete(request);
  }
};
const kept = async (request) => (await caches.match(request)) ?? Response.error();

const page = (event) => fetch(event.request).then(
  (answer) => {
    event.waitUntil(keep(answer.clone()).catch(() => {}));
    return answer;
  },
  () => kept(PAGE),
);
const toPage = ([, session, kind, key]) => Response.redirect(`${PAGE}${session ? `#${session}` : kind ? `#${kind}-${key}` : ""}`);

addEventListener("install", (event) => {
  event.waitUntil(fetch(PAGE).then(keep).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const older = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(older());
});
addEventListener("message", (event) => event.waitUntil(unkeep()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const logging = request.mode === "navigate" && LOGGING.exec(pathname);
  if (pathname === PAGE) event.respondWith(page(event));
  else if (logging) event.respondWith(fetch(request).catch(() => toPage(logging)));
  else if (["style", "script"].includes(request.destination)) event.respondWith(fetch(request).catch(() => kept(request)));
});
