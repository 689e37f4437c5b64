// What every page gains with scripts: the reader's place, words without leaving it, and the offline shell.
// Everything here stays on this phone; nothing is sent anywhere.
"use strict";

const PLACES = "smartskola.places";

function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private browsing or a full phone: the site works without a memory.
  }
}

// The block being read: the one that the address led to while it can be seen, so that going to and fro between
// languages never drifts; else the last one whose top has passed the upper third of the screen.
function currentBlock() {
  const aimed = document.querySelector(".block:target");
  const top = aimed ? aimed.getBoundingClientRect().top : -1;
  if (top >= 0 && top < window.innerHeight) return aimed;
  const line = window.innerHeight / 3;
  let found = null;
  for (const block of document.querySelectorAll(".block[id]")) {
    if (block.getBoundingClientRect().top > line) break;
    found = block;
  }
  return found;
}

function keepPlaceInLinks() {
  for (const link of document.querySelectorAll("a[data-keeps-place]")) {
    link.addEventListener("click", () => {
      const block = currentBlock();
      link.hash = block ? block.id : "";
    });
  }
}

function followPlace() {
  const lesson = document.querySelector("article[data-lesson]");
  if (!lesson) return;
  let timer = 0;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const block = currentBlock();
      if (!block) return;
      const places = remembered(PLACES);
      places[lesson.dataset.lesson] = { block: block.id, number: block.dataset.number, at: Date.now() };
      remember(PLACES, places);
    }, 400);
  }, { passive: true });
}

function showPlaces() {
  const places = remembered(PLACES);
  for (const card of document.querySelectorAll("a[data-lesson]")) {
    const place = places[card.dataset.lesson];
    const mark = card.querySelector("[data-read]");
    if (place && mark) {
      mark.textContent = mark.dataset.read.replace("#", place.number);
      mark.hidden = false;
    }
  }
  const [lesson, place] = Object.entries(places).sort((a, b) => b[1].at - a[1].at)[0] || [];
  const notice = document.querySelector("[data-continue]");
  if (!notice || !lesson) return;
  const link = notice.querySelector("a");
  const number = document.createElement("bdi");
  number.textContent = place.number;
  link.append(" ", number);
  link.href = `/${document.body.dataset.lang}/lessons/${encodeURIComponent(lesson)}#${place.block}`;
  notice.hidden = false;
}

// Without scripts a word's sheet opens by its address; with scripts it opens without touching the history.
function openWords() {
  let opener = null;
  const close = () => {
    const open = document.querySelector(".term-sheet.open");
    if (!open) return;
    open.classList.remove("open");
    if (opener) opener.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.term");
    const sheet = link && document.getElementById(link.hash.slice(1));
    const leaving = event.target.closest("[data-close]");
    const inside = event.target.closest(".term-sheet");
    if (sheet && sheet.matches(".term-sheet")) {
      event.preventDefault();
      close();
      opener = link;
      sheet.classList.add("open");
      sheet.focus({ preventScroll: true });
    } else if (leaving && leaving.closest(".term-sheet.open")) {
      event.preventDefault();
      close();
    } else if (!inside) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    const menu = document.querySelector(".languages[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function closeMenuOutside() {
  const menu = document.querySelector(".languages");
  if (!menu) return;
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

function labelOffline() {
  const note = document.getElementById("offline-note");
  if (!note) return;
  const show = () => {
    note.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}

keepPlaceInLinks();
followPlace();
showPlaces();
openWords();
closeMenuOutside();
labelOffline();
if ("serviceWorker" in navigator && window.isSecureContext) {
  // After the page itself: the shell must not share a slow line with what she came to read.
  addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => {}));
}
