// A list of thousands of cues, of which only those in sight are in the page; what has the focus stays.
const AROUND = 6;
const GUESS = 132;
const STEADY = 300;

/** `makeRow(key)` gives a row with `element` and `update(place)`; rows are kept as long as they are near. */
export class CueList {
  #rows = new Map();
  #heights = new Map();
  #offsets = [];
  #isAsked = false;
  #shown = null;
  #isOnly = matchMedia("(max-width: 40rem), (max-height: 34rem)");

  constructor(box, list, track, makeRow) {
    Object.assign(this, { box, list, track, makeRow });
    this.selected = null;
    this.sizes = new ResizeObserver((entries) => this.#measured(entries));
    box.addEventListener("scroll", () => this.ask());
    new ResizeObserver(() => this.ask()).observe(box);
    this.#isOnly.addEventListener("change", () => this.ask());
    track.addEventListener("change", () => this.ask());
  }

  /** Draw when the browser draws next, once for however many reasons. */
  ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.draw();
    });
  }

  row(key) {
    return this.#rows.get(key);
  }

  /** Bring a cue into sight; it stays where it is when it is in sight already. */
  show(key) {
    const place = this.track.placeOf(key);
    if (place === -1 || this.#isOnly.matches) return this.draw();
    // A chosen row says more than before and grows: for a moment it is kept in sight while it does.
    this.#shown = key;
    setTimeout(() => (this.#shown = null), STEADY);
    this.#layOut();
    const [top, bottom] = [this.#offsets[place], this.#offsets[place + 1]];
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop) this.box.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.box.scrollTop = Math.min(top, bottom - clientHeight);
    return this.draw();
  }

  draw() {
    this.#layOut();
    const cues = this.track.cues;
    const wanted = new Set(this.#inSight().map((place) => cues[place].key));
    const focused = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    for (const [key, row] of this.#rows) {
      const isKept = key === focused && this.track.placeOf(key) !== -1;
      if (isKept) wanted.add(key);
      if (!wanted.has(key)) this.#drop(key, row);
    }
    this.list.classList.toggle("is-only", this.#isOnly.matches);
    const height = this.#isOnly.matches ? "" : `${this.#offsets[cues.length]}px`;
    if (this.list.style.blockSize !== height) this.list.style.blockSize = height;
    const places = [...wanted].map((key) => this.track.placeOf(key)).sort((one, other) => one - other);
    this.#place(places);
  }

  #place(places) {
    let next = this.list.firstElementChild;
    for (const place of places) {
      const key = this.track.cues[place].key;
      const row = this.#rows.get(key) ?? this.#make(key);
      // Whatever is moved loses the focus: the others are put around the row that has it.
      while (next && next !== row.element && row.element.contains(document.activeElement)) {
        const later = next;
        next = next.nextElementSibling;
        this.list.append(later);
      }
      if (row.element === next) next = next.nextElementSibling;
      else this.list.insertBefore(row.element, next);
      row.element.style.transform = this.#isOnly.matches ? "" : `translateY(${this.#offsets[place]}px)`;
      row.update(place);
    }
  }

  #inSight() {
    const count = this.track.cues.length;
    const selected = this.selected === null ? -1 : this.track.placeOf(this.selected);
    if (this.#isOnly.matches) return count ? [Math.max(0, selected)] : [];
    const first = Math.max(0, this.#placeAt(this.box.scrollTop) - AROUND);
    const last = Math.min(count - 1, this.#placeAt(this.box.scrollTop + this.box.clientHeight) + AROUND);
    const places = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    return selected === -1 || places.includes(selected) ? places : [...places, selected];
  }

  #placeAt(offset) {
    let [low, high] = [0, this.track.cues.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#offsets[middle + 1] <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, Math.max(0, this.track.cues.length - 1));
  }

  #layOut() {
    const offsets = [0];
    for (const cue of this.track.cues) offsets.push(offsets.at(-1) + (this.#heights.get(cue.key) ?? GUESS));
    this.#offsets = offsets;
  }

  #make(key) {
    const row = this.makeRow(key);
    this.#rows.set(key, row);
    this.sizes.observe(row.element);
    return row;
  }

  #drop(key, row) {
    this.sizes.unobserve(row.element);
    row.element.remove();
    this.#rows.delete(key);
  }

  // A row above the first one in sight that turns out higher than guessed must not push what is read away.
  #measured(entries) {
    if (this.#isOnly.matches) return;
    const first = this.#placeAt(this.box.scrollTop);
    let pushed = 0;
    for (const entry of entries) {
      const key = entry.target.dataset.key;
      const height = Math.ceil(entry.borderBoxSize[0].blockSize);
      const before = this.#heights.get(key) ?? GUESS;
      if (height === 0 || height === before) continue;
      this.#heights.set(key, height);
      if (this.track.placeOf(key) < first) pushed += height - before;
    }
    if (pushed) this.box.scrollTop += pushed;
    if (this.#shown !== null && entries.some((entry) => entry.target.dataset.key === this.#shown)) {
      this.show(this.#shown);
    }
    this.ask();
  }
}
