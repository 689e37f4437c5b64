// One cue as it stands in the list: its times, its text, how it reads, and what is to be looked at.
import { measure } from "asset:editor/measure.js";
import { notesOf } from "asset:editor/notes.js";
import { clock, decimal, say } from "asset:editor/words.js";

const template = document.getElementById("editor-row");

/** `editor` gives what all rows share: track, info (the track's own facts), limits, findings, source, selected. */
export class Row {
  constructor(key, editor) {
    this.key = key;
    this.editor = editor;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.element.dataset.key = key;
    this.parts = {};
    for (const part of this.element.querySelectorAll("[data-part]")) this.parts[part.dataset.part] = part;
    this.#prepare(this.parts.text);
  }

  #prepare(text) {
    const { info, track } = this.editor;
    text.lang = info.language;
    text.dir = info.direction;
    text.readOnly = !info.may_edit;
    text.addEventListener("input", () => track.type(this.key, text.value));
    text.addEventListener("blur", () => track.settle(this.key));
    text.addEventListener("focus", () => this.editor.select(this.key, { seeks: true }));
    this.parts.go.addEventListener("click", () => this.editor.select(this.key, { seeks: true, always: true }));
  }

  update(place) {
    const { track, editor } = { track: this.editor.track, editor: this.editor };
    const cue = track.byKey.get(this.key);
    const { text } = this.parts;
    // While a script of another hand (a keyboard that composes) is in the field, its text is hers alone.
    if (text.value !== cue.text && !track.isTypedIn(this.key)) this.#refill(text, cue.text);
    const number = place + 1;
    this.element.setAttribute("aria-posinset", number);
    this.element.setAttribute("aria-setsize", track.cues.length);
    this.#write("go", String(number));
    this.#label(this.parts.go, say("go", { number, time: clock(cue.start) }));
    this.#label(text, say("text-of", { number }));
    this.#write("time", `${clock(cue.start)}–${clock(cue.end)}`);
    this.element.classList.toggle("is-selected", editor.selected === this.key);
    this.element.classList.toggle("is-playing", editor.playing === this.key);
    if (editor.selected === this.key) this.element.setAttribute("aria-current", "true");
    else this.element.removeAttribute("aria-current");
    this.#measure(cue);
    this.#note(cue);
  }

  #refill(text, words) {
    const { selectionStart, selectionEnd } = text;
    text.value = words;
    if (text === document.activeElement) text.setSelectionRange(selectionStart, selectionEnd);
  }

  #measure(cue) {
    const found = measure(cue, this.editor.limits);
    const limits = this.editor.limits;
    const words = [say("speed", { speed: decimal(found.speed) })];
    if (found.speedLevel !== "fine") words.push(say(`speed-${found.speedLevel}`, { limit: limits.speed_warn }));
    words.push(say("lines", { lines: found.lines.join(" + ") }));
    if (found.lineLevel !== "fine") words.push(say("line-long", { limit: limits.line_warn }));
    if (found.linesLevel !== "fine") words.push(say("lines-many", { limit: limits.lines }));
    this.#write("measure", words.join(" · "));
    const levels = [found.speedLevel, found.lineLevel, found.linesLevel];
    this.parts.measure.dataset.level = ["error", "warning", "fine"].find((level) => levels.includes(level));
  }

  // Built anew only when it says something else: what has the focus in it would lose it.
  #note(cue) {
    const notes = notesOf(cue, this.editor, this.editor.selected === this.key);
    const told = JSON.stringify(notes);
    if (told === this.told) return;
    this.told = told;
    this.editor.drawNotes(this.parts, notes, this.key);
  }

  #write(part, words) {
    if (this.parts[part].textContent !== words) this.parts[part].textContent = words;
  }

  #label(element, words) {
    if (element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
  }
}
