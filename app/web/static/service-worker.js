// Reading without a network. The shell is kept from the first visit; a lesson only when its reader saves it.
// Staff pages and the participant's card never pass through here: the phone may be shared.
"use strict";

const SHELL_FILES = [
  "asset:site.css",
  "asset:site.js",
  "asset:lesson.js",
  "asset:saved.js",
  "asset:icons.svg",
  "asset:app-icon.svg",
];
const LANGUAGES = ["sv", "ar", "so", "ti"];
const SHELL_PAGES = LANGUAGES.map((language) => `/${language}/saved`);
// The names carry a hash of what they hold, so a new release is a new shell.
const SHELL = `smartskola-shell ${SHELL_FILES.join(" ")}`;
const SAVED = "smartskola-saved";
const PATIENCE = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL)
      // Without cookies: the pages of four languages must not each leave theirs as the reader's choice.
      .then((cache) => cache.addAll([...SHELL_FILES, ...SHELL_PAGES].map(
        (address) => new Request(address, { credentials: "omit" }),
      )))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(
        names.filter((name) => name.startsWith("smartskola-") && name !== SHELL && name !== SAVED)
          .map((name) => caches.delete(name)),
      ))
      .then(() => self.clients.claim()),
  );
});

function kept(request) {
  return caches.match(request, { ignoreVary: true });
}

function isPersonal(path) {
  return path.startsWith("/staff") || LANGUAGES.some((language) => path.startsWith(`/${language}/card`));
}

// A saved lesson that was corrected is corrected on the phone too, as soon as it is read with a network.
async function refresh(request, answer) {
  const cache = await caches.open(SAVED);
  if (answer.ok && (await cache.match(request, { ignoreVary: true }))) await cache.put(request, answer);
}

// The page from the network, or what is kept if the network is silent for three seconds or absent.
async function page(request) {
  const network = fetch(request).then((answer) => {
    refresh(request, answer.clone());
    return answer;
  });
  network.catch(() => {});
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, "late"); });
  try {
    const first = await Promise.race([network, late]);
    if (first !== "late") return first;
    return (await kept(request)) || (await network);
  } catch {
    const language = LANGUAGES.find((tag) => new URL(request.url).pathname.startsWith(`/${tag}/`)) || "sv";
    // Asked for a second language that was not saved, she still gets the lesson that was.
    const lesson = (await kept(request)) || (await caches.match(request, { ignoreSearch: true, ignoreVary: true }));
    return lesson || (await kept(`/${language}/saved`)) || Response.error();
  }
}

// A player asks for byte ranges; a kept file is whole, so the part is cut out here.
async function media(request) {
  if (request.cache === "no-cache") return fetch(request);
  const whole = await kept(request.url);
  if (!whole) return fetch(request);
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!asked || (!asked[1] && !asked[2])) return whole;
  const bytes = await whole.arrayBuffer();
  const size = bytes.byteLength;
  const start = asked[1] ? Number(asked[1]) : Math.max(size - Number(asked[2]), 0);
  const end = asked[1] && asked[2] ? Math.min(Number(asked[2]), size - 1) : size - 1;
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  return new Response(bytes.slice(start, end + 1), {
    status: 206,
    headers: {
      "Accept-Ranges": "bytes",
      "Content-Length": String(end - start + 1),
      "Content-Range": `bytes ${start}-${end}/${size}`,
      "Content-Type": whole.headers.get("Content-Type"),
    },
  });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || isPersonal(address.pathname)) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (address.pathname.startsWith("/media/")) {
    event.respondWith(media(request));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(kept(request).then((found) => found || fetch(request)));
  }
});
