// A recorded talk: what to load of it, and its text, which follows the talk and can be searched and tapped.
// Without this script the browser's own player plays the small picture, and links lead to the rest.

// Large only where it costs the reader nothing she has not got: a wide screen, no saving of data, a quick line.
function isFrugal() {
  const line = navigator.connection;
  const isSlow = line && (line.saveData || /[23]g/.test(line.effectiveType || ""));
  return isSlow || matchMedia("(max-width: 48rem)").matches;
}

function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// Small letters, without accents and vowel marks: what one types on a phone finds what is written with them.
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function buttonInsteadOf(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...link.childNodes);
  button.dataset.choice = link.dataset.choice;
  button.dataset.address = link.href;
  button.setAttribute("aria-pressed", "false");
  link.replaceWith(button);
  return button;
}

function load(video, address) {
  const { currentTime, paused, playbackRate } = video;
  video.src = address;
  video.playbackRate = playbackRate;
  if (currentTime) video.currentTime = currentTime;
  if (!paused) play(video);
}

function play(video) {
  video.play().catch(() => {}); // what went wrong is said by the player's own event
}

function offerChoices(lecture, video, onChoice) {
  const buttons = [...lecture.querySelectorAll("[data-choice]")].map(buttonInsteadOf);
  const choose = (chosen) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
    lecture.querySelector("[data-fault]").hidden = true;
    if (video.currentSrc !== chosen.dataset.address || video.error) load(video, chosen.dataset.address);
    onChoice(chosen.dataset.choice);
  };
  for (const button of buttons) button.addEventListener("click", () => choose(button));
  const films = buttons.filter((button) => button.dataset.choice !== "audio");
  const first = films.length ? films[isFrugal() ? 0 : films.length - 1] : buttons[0];
  if (first === buttons[0]) first.setAttribute("aria-pressed", "true");
  else choose(first);
}

function tellFaults(lecture, video) {
  const tell = () => {
    lecture.querySelector("[data-fault]").hidden = false;
  };
  video.addEventListener("error", tell);
  video.querySelector("source").addEventListener("error", tell);
  video.addEventListener("playing", () => {
    lecture.querySelector("[data-fault]").hidden = true;
  });
}

class Transcript {
  constructor(details, video) {
    this.details = details;
    this.video = video;
    this.list = details.querySelector(".lecture-lines");
    this.search = details.querySelector(".lecture-search");
    this.status = this.search.querySelector("[role=status]");
    this.next = details.querySelector("[data-next]");
    this.again = details.querySelector("[data-follow]");
    this.lines = [];
    this.current = null;
    this.isFollowing = true;
    details.addEventListener("toggle", () => details.open && this.fill());
    this.search.querySelector("input").addEventListener("input", (event) => this.find(event.target.value));
    this.search.querySelector("input").addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.step();
    });
    this.next.addEventListener("click", () => this.step());
    this.again.addEventListener("click", () => this.follow());
    this.watchReader();
    if (video) for (const name of ["timeupdate", "seeking"]) video.addEventListener(name, () => this.mark());
  }

  async fill() {
    if (this.lines.length || this.isLoading) return;
    this.isLoading = true;
    try {
      const answer = await fetch(this.details.dataset.cues);
      if (!answer.ok) throw new Error(answer.statusText);
      this.lines = (await answer.json()).map((cue) => this.line(cue));
      this.list.replaceChildren(...this.lines.map((line) => line.item));
      this.list.hidden = false;
      this.status.textContent = "";
      this.mark();
    } catch {
      this.status.textContent = this.status.dataset.failed;
    }
    this.search.hidden = false;
    this.search.classList.toggle("failed", !this.lines.length);
    this.isLoading = false;
  }

  line(cue) {
    const item = document.createElement("li");
    const part = document.createElement(this.video ? "button" : "p");
    const time = document.createElement("bdi");
    const words = document.createElement("span");
    time.textContent = clock(cue.start);
    words.textContent = cue.text.replace(/\s+/g, " ");
    part.append(time, words);
    item.append(part);
    if (this.video) {
      part.type = "button";
      part.addEventListener("click", () => this.jump(cue.start));
    }
    return { item, part, start: cue.start, text: plain(words.textContent) };
  }

  jump(milliseconds) {
    this.video.currentTime = milliseconds / 1000;
    this.follow();
    play(this.video);
  }

  // The line that is being said, or was said last.
  mark() {
    const now = this.video ? this.video.currentTime * 1000 + 1 : -1;
    let found = null;
    for (const line of this.lines) {
      if (line.start > now) break;
      found = line;
    }
    if (found === this.current) return;
    if (this.current) this.current.part.removeAttribute("aria-current");
    this.current = found;
    if (!found) return;
    found.part.setAttribute("aria-current", "true");
    if (this.isFollowing) this.show(found);
  }

  // Only the box is scrolled, never the page under the reader's eyes.
  show(line) {
    const top = line.item.offsetTop - (this.list.clientHeight - line.item.offsetHeight) / 2;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ top, behavior: isCalm ? "instant" : "smooth" });
  }

  follow() {
    this.isFollowing = true;
    this.again.hidden = true;
    if (this.current) this.show(this.current);
  }

  rest() {
    this.isFollowing = false;
    this.again.hidden = !this.video;
  }

  // What only a reader does: our own scrolling sets off none of these.
  watchReader() {
    const keys = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "Tab"];
    for (const name of ["wheel", "touchmove"]) {
      this.list.addEventListener(name, () => this.rest(), { passive: true });
    }
    this.list.addEventListener("pointerdown", (event) => event.target === this.list && this.rest());
    this.list.addEventListener("keydown", (event) => keys.includes(event.key) && this.rest());
  }

  find(asked) {
    const wanted = plain(asked.trim());
    this.found = this.lines.filter((line) => wanted && line.text.includes(wanted));
    for (const line of this.lines) {
      line.item.classList.toggle("found", this.found.includes(line));
      line.item.classList.remove("here");
    }
    this.place = -1;
    this.next.disabled = !this.found.length;
    this.status.textContent = wanted ? this.status.dataset.found.replace("#", this.found.length) : "";
    if (this.found.length) this.step();
  }

  step() {
    if (!this.found || !this.found.length) return;
    if (this.place >= 0) this.found[this.place].item.classList.remove("here");
    this.place = (this.place + 1) % this.found.length;
    this.found[this.place].item.classList.add("here");
    this.rest();
    this.show(this.found[this.place]);
  }
}

for (const lecture of document.querySelectorAll("[data-lecture]")) {
  const video = lecture.querySelector("video");
  const details = lecture.querySelector(".lecture-text");
  if (details) new Transcript(details, video);
  if (video) {
    tellFaults(lecture, video);
    // Who only listens has nothing to look at: the text takes the picture's place.
    offerChoices(lecture, video, (choice) => {
      if (choice === "audio" && details) details.open = true;
    });
  }
}
