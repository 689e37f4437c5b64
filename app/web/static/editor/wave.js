// The waveform around the playhead, with the cues as boxes whose edges can be drawn.
import { clock } from "asset:editor/words.js";

const RATE = 50;
const EDGE_BY_MOUSE = 7;
const EDGE_BY_FINGER = 22;
const SHORTEST = 100;
const [NARROWEST, WIDEST] = [4_000, 120_000];

/**
 * Events: `drawn` (key, start, end) when an edge was let go, `chosen` (time, key) when somebody tapped.
 * `peaks` gives for a place (50 a second) the lowest and highest sample, -128 to 127; null shows cues alone.
 */
export class Wave extends EventTarget {
  #isAsked = false;
  #drag = null;

  constructor(canvas, track, player) {
    super();
    Object.assign(this, { canvas, track, player, peaks: null, selected: null, start: 0, span: 20_000 });
    this.pen = canvas.getContext("2d");
    new ResizeObserver(() => this.ask()).observe(canvas);
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", () => this.ask());
    }
    track.addEventListener("change", () => this.ask());
    player.addEventListener("time", () => this.follow(player.time));
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#release(event));
    canvas.addEventListener("pointercancel", () => this.#forget());
    canvas.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
  }

  ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#draw();
    });
  }

  /** Turn the page when the playhead leaves it: calmer than a picture that never stands still. */
  follow(time) {
    if (time < this.start || time > this.start + this.span * 0.95) this.#goTo(time - this.span * 0.1);
    this.ask();
  }

  zoom(factor) {
    const middle = this.player.time;
    const share = Math.min(1, Math.max(0, (middle - this.start) / this.span));
    this.span = Math.min(WIDEST, Math.max(NARROWEST, this.span * factor));
    this.#goTo(middle - this.span * share);
  }

  #goTo(start) {
    this.start = Math.max(0, Math.min(start, this.player.duration - this.span * 0.5));
    this.ask();
  }

  #xOf(time) {
    return ((time - this.start) / this.span) * this.canvas.clientWidth;
  }

  #timeAt(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.round(this.start + ((event.clientX - box.left) / box.width) * this.span);
  }

  get #inSight() {
    return this.track.cues.filter((cue) => cue.end > this.start && cue.start < this.start + this.span);
  }

  #draw() {
    const { canvas, pen } = this;
    const scale = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(`--wave-${name}`).trim();
    pen.font = `12px ${style.fontFamily}`;
    this.#drawSeconds(width, height, colour);
    this.#drawPeaks(width, height, colour);
    for (const cue of this.#inSight) this.#drawCue(cue, height, colour);
    pen.fillStyle = colour("head");
    pen.fillRect(Math.round(this.#xOf(this.player.time)) - 1, 0, 2, height);
  }

  #drawSeconds(width, height, colour) {
    const { pen } = this;
    const step = [1, 2, 5, 10, 30].find((seconds) => (seconds * 1000 * width) / this.span > 64) ?? 60;
    for (let second = Math.ceil(this.start / 1000 / step) * step; ; second += step) {
      const x = this.#xOf(second * 1000);
      if (x > width) break;
      pen.fillStyle = colour("line");
      pen.fillRect(Math.round(x), 0, 1, height);
      pen.fillStyle = colour("word");
      pen.fillText(clock(second * 1000).replace(/\.0$/, ""), x + 4, height - 5);
    }
  }

  #drawPeaks(width, height, colour) {
    if (!this.peaks) return;
    const middle = height / 2;
    this.pen.fillStyle = colour("sound");
    for (let x = 0; x < width; x += 1) {
      const first = Math.floor(((this.start + (x / width) * this.span) / 1000) * RATE);
      const last = Math.max(first + 1, Math.floor(((this.start + ((x + 1) / width) * this.span) / 1000) * RATE));
      const [low, high] = this.peaks(first, last);
      const top = middle - (high / 128) * (middle - 18);
      this.pen.fillRect(x, top, 1, Math.max(1, middle - (low / 128) * (middle - 18) - top));
    }
  }

  #drawCue(cue, height, colour) {
    const { pen } = this;
    const held = this.#drag?.key === cue.key ? this.#drag : cue;
    const [left, right] = [this.#xOf(held.start), this.#xOf(held.end)];
    const isChosen = cue.key === this.selected;
    const isDoubtful = cue.flags.some((flag) => !flag.reviewed);
    pen.fillStyle = colour(isChosen ? "chosen" : "cue");
    pen.fillRect(left, 16, right - left, height - 36);
    if (isDoubtful) this.#hatch(left, right, height, colour);
    pen.strokeStyle = colour(isChosen ? "edge-chosen" : "edge");
    pen.lineWidth = isChosen ? 3 : 1;
    pen.strokeRect(left + 0.5, 16.5, Math.max(1, right - left - 1), height - 37);
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, Math.max(0, right - left), height);
    pen.clip();
    pen.fillStyle = colour("word");
    pen.fillText(`${isDoubtful ? "? " : ""}${this.track.placeOf(cue.key) + 1}`, left + 4, 12);
    pen.restore();
  }

  // Seen without colour too: slanting lines, and a question mark before the number.
  #hatch(left, right, height, colour) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(left, 16, right - left, height - 36);
    pen.clip();
    pen.strokeStyle = colour("doubt");
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (let x = left - height; x < right; x += 9) {
      pen.moveTo(x, height);
      pen.lineTo(x + height, 0);
    }
    pen.stroke();
    pen.restore();
  }

  #edgeAt(event) {
    const reach = event.pointerType === "mouse" ? EDGE_BY_MOUSE : EDGE_BY_FINGER;
    const x = event.clientX - this.canvas.getBoundingClientRect().left;
    const edges = this.#inSight.flatMap((cue) =>
      ["start", "end"].map((edge) => ({ cue, edge, away: Math.abs(this.#xOf(cue[edge]) - x) })),
    );
    // Of two edges that touch, the one of the chosen cue.
    const rank = (found) => found.away - (found.cue.key === this.selected ? reach : 0);
    return edges.filter((found) => found.away <= reach).sort((one, other) => rank(one) - rank(other))[0];
  }

  #press(event) {
    if (event.button !== 0) return;
    const found = this.isLocked ? undefined : this.#edgeAt(event);
    this.canvas.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, windowStart: this.start };
    if (!found) this.#drag = { kind: "window", ...from };
    else this.#drag = { kind: found.edge, key: found.cue.key, start: found.cue.start, end: found.cue.end, ...from };
  }

  #move(event) {
    const drag = this.#drag;
    if (!drag) {
      this.canvas.classList.toggle("is-edge", !this.isLocked && Boolean(this.#edgeAt(event)));
      return;
    }
    drag.hasMoved ||= Math.abs(event.clientX - drag.x) > 3;
    if (!drag.hasMoved) return;
    if (drag.kind === "window") {
      this.#goTo(drag.windowStart - ((event.clientX - drag.x) / this.canvas.clientWidth) * this.span);
      return;
    }
    const time = Math.max(0, this.#timeAt(event));
    if (drag.kind === "start") drag.start = Math.min(time, drag.end - SHORTEST);
    else drag.end = Math.max(time, drag.start + SHORTEST);
    this.ask();
  }

  #release(event) {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (drag.kind !== "window" && drag.hasMoved) this.#tell("drawn", drag);
    else if (!drag.hasMoved) {
      const time = this.#timeAt(event);
      const key = this.#inSight.find((cue) => cue.start <= time && time < cue.end)?.key ?? null;
      this.#tell("chosen", { time, key });
    }
    this.ask();
  }

  #forget() {
    this.#drag = null;
    this.ask();
  }

  #turn(event) {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!event.ctrlKey && !isSideways) return;
    event.preventDefault();
    if (event.ctrlKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
    else this.#goTo(this.start + (event.deltaX / 800) * this.span);
  }

  #tell(name, { key, start, end, time }) {
    this.dispatchEvent(new CustomEvent(name, { detail: { key, start, end, time } }));
  }
}
