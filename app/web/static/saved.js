// The list of lessons on this phone, what the phone has thrown away, and erasing it all.
"use strict";

const SAVED = "smartskola.saved";
const CACHE = "smartskola-saved";
const list = document.getElementById("saved-list");
const erase = document.getElementById("erase");

async function row(address, entry) {
  const item = document.createElement("li");
  const kept = await caches.match(address, { ignoreVary: true });
  const link = document.createElement("a");
  link.href = address;
  link.lang = entry.lang;
  link.textContent = entry.title;
  item.append(link);
  if (!kept) {
    const gone = document.createElement("p");
    gone.className = "small";
    gone.textContent = list.dataset.gone;
    item.append(gone);
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = list.dataset.remove;
  remove.setAttribute("aria-label", `${list.dataset.remove}: ${entry.title}`);
  remove.addEventListener("click", async () => {
    const saved = remembered(SAVED);
    delete saved[address];
    remember(SAVED, saved);
    const needed = new Set(Object.values(saved).flatMap((other) => other.media || []));
    const unneeded = [address, ...(entry.media || []).filter((part) => !needed.has(part))];
    const cache = await caches.open(CACHE);
    await Promise.all(unneeded.map((part) => cache.delete(part, { ignoreVary: true })));
    show();
  });
  item.append(remove);
  return item;
}

async function show() {
  const entries = Object.entries(remembered(SAVED)).sort((a, b) => b[1].at - a[1].at);
  list.replaceChildren(...(await Promise.all(entries.map(([address, entry]) => row(address, entry)))));
  document.getElementById("saved-none").hidden = entries.length > 0;
}

erase.addEventListener("click", async () => {
  for (const name of await caches.keys()) if (name.startsWith("smartskola-")) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const key of Object.keys(localStorage)) if (key.startsWith("smartskola.")) localStorage.removeItem(key);
  document.cookie = "language=; Max-Age=0; Path=/; SameSite=Lax";
  document.getElementById("erased").textContent = erase.dataset.done;
  show();
});

if ("caches" in window) {
  erase.hidden = false;
  show();
}
