// Exercises at a calm pace, and saving a lesson on the phone. A lesson without this script is still whole.
"use strict";

const SAVED = "smartskola.saved";
const CACHE = "smartskola-saved";
const words = document.getElementById("exercise-words").dataset;

function button(label, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  if (kind) made.className = kind;
  return made;
}

// What to do at a given second: breathe in or out, look at one step, or simply take one's time.
function moment(exercise, seconds) {
  const into = Number(exercise.dataset.in);
  const out = Number(exercise.dataset.out);
  if (into && out) return { words: seconds % (into + out) < into ? words.in : words.out };
  const pause = Number(exercise.dataset.pause);
  const steps = exercise.querySelectorAll(".steps li");
  if (pause && steps.length) {
    const step = steps[Math.floor(seconds / pause)];
    return step ? { words: step.textContent.trim(), step } : { finished: true };
  }
  return { words: words.rest };
}

function breathe(circle, exercise) {
  const into = Number(exercise.dataset.in) || 4;
  const whole = into + (Number(exercise.dataset.out) || 6);
  const small = { transform: "scale(0.55)" };
  return circle.animate([small, { transform: "scale(1)", offset: into / whole }, small], {
    duration: whole * 1000,
    iterations: Infinity,
    easing: "ease-in-out",
  });
}

function prepare(exercise) {
  const start = button(words.start, "main");
  const pace = document.createElement("div");
  pace.className = "pace";
  pace.hidden = true;
  const circle = document.createElement("div");
  circle.className = "pace-circle";
  const says = document.createElement("p");
  says.className = "pace-words";
  says.setAttribute("role", "status");
  const stop = button(words.stop);
  pace.append(circle, says, stop);
  // These words are in the page's language, whatever language the exercise stands in.
  for (const part of [start, pace]) {
    part.lang = document.documentElement.lang;
    part.dir = document.documentElement.dir;
  }
  exercise.append(start, pace);

  let timer = 0;
  let movement = null;
  let awake = null;
  const mark = (step) => {
    for (const item of exercise.querySelectorAll(".now")) if (item !== step) item.classList.remove("now");
    if (step) step.classList.add("now");
  };
  const end = (last) => {
    clearInterval(timer);
    if (movement) movement.cancel();
    if (awake) awake.release();
    awake = null;
    mark(null);
    pace.hidden = !last;
    stop.hidden = true;
    start.hidden = false;
    if (last) says.textContent = last;
  };
  start.addEventListener("click", () => {
    const began = Date.now();
    const minutes = Number(exercise.dataset.minutes);
    const tick = () => {
      const seconds = (Date.now() - began) / 1000;
      const now = seconds >= minutes * 60 ? { finished: true } : moment(exercise, seconds);
      if (now.finished) return end(words.done);
      // A screen reader speaks each change once: the same words are not written twice.
      if (says.textContent !== now.words) says.textContent = now.words;
      mark(now.step);
    };
    start.hidden = true;
    stop.hidden = false;
    pace.hidden = false;
    movement = breathe(circle, exercise);
    timer = setInterval(tick, 250);
    tick();
    stop.focus({ preventScroll: true });
    pace.scrollIntoView({ block: "nearest" });
    // The screen stays lit while one breathes with it, where the phone allows that.
    if (navigator.wakeLock) {
      navigator.wakeLock.request("screen").then((lock) => {
        awake = lock;
        if (!start.hidden) end("");
      }, () => {});
    }
  });
  stop.addEventListener("click", () => {
    end("");
    start.focus({ preventScroll: true });
  });
}

function partsOfLesson() {
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  const sprite = document.querySelector("use");
  return [
    ...links.map((part) => part.href || part.src),
    ...(sprite ? [sprite.href.baseVal.split("#")[0]] : []),
    ...[...document.querySelectorAll("main img, main audio")].map((part) => part.src),
  ];
}

async function save(control) {
  const here = location.pathname + location.search;
  const addresses = [here, ...control.dataset.also.split(" ").filter(Boolean), ...partsOfLesson()];
  const answers = await Promise.all(addresses.map((address) => fetch(address, { cache: "no-cache" })));
  if (answers.some((answer) => !answer.ok)) throw new Error("incomplete");
  const cache = await caches.open(CACHE);
  await Promise.all(answers.map((answer, index) => cache.put(addresses[index], answer)));
  const saved = remembered(SAVED);
  const lesson = document.querySelector("article[data-lesson]");
  const media = addresses.filter((address) => new URL(address, location).pathname.startsWith("/media/"));
  saved[here] = { title: lesson.dataset.title, lang: document.body.dataset.lang, at: Date.now(), media };
  remember(SAVED, saved);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
}

async function prepareSaving() {
  const control = document.querySelector("[data-save]");
  if (!control || !("caches" in window) || !("serviceWorker" in navigator)) return;
  const label = control.querySelector("span");
  const size = control.querySelector("[data-size]");
  const kept = await (await caches.open(CACHE)).match(location.pathname + location.search, { ignoreVary: true });
  if (kept) label.textContent = control.dataset.savedWords;
  size.textContent = await sizeInMegabytes();
  control.hidden = false;
  control.addEventListener("click", async () => {
    control.disabled = true;
    try {
      await save(control);
      label.textContent = control.dataset.savedWords;
    } catch {
      label.textContent = control.dataset.failedWords;
    }
    control.disabled = false;
  });
}

// Voices are what weighs, and the page tells their sizes; pictures are a few kilobytes each.
async function sizeInMegabytes() {
  let bytes = document.documentElement.outerHTML.length;
  for (const part of document.querySelectorAll("main [data-bytes]")) bytes += Number(part.dataset.bytes);
  return `${Math.max(bytes / 1e6, 0.1).toFixed(1).replace(".", ",")} MB`;
}

document.querySelectorAll(".exercise").forEach(prepare);
prepareSaving().catch(() => {});
