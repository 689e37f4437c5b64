// What the page says of itself: whether all is saved, what is left to do, where the playhead is.
import { clock, say } from "asset:editor/words.js";

/** What is said aloud is only what she needs to know: trouble, its end, and what a step of hers did. */
export class Status {
  #said = "saved";

  constructor(root, editor) {
    this.editor = editor;
    this.parts = {};
    for (const part of root.querySelectorAll("[data-part]")) this.parts[part.dataset.part] = part;
    editor.saver.addEventListener("state", () => this.showSaving());
    const shown = document.getElementById("editor-state");
    const show = (state) => (shown.textContent = say(`track-${state}`));
    editor.follower.addEventListener("state", (event) => show(event.detail.state));
    editor.saver.addEventListener("stored", () => editor.saver.trackState && show(editor.saver.trackState));
    this.showSaving();
    this.showCounts();
  }

  tell(words) {
    // The same words a second time would not be read out: a space that nobody hears makes them new.
    const { said } = this.parts;
    said.textContent = said.textContent === words ? `${words}\u00a0` : words;
  }

  showSaving() {
    const { state } = this.editor.saver;
    const { saving } = this.parts;
    if (saving.dataset.state !== state) {
      saving.dataset.state = state;
      this.parts["saving-words"].textContent = say(`state-${state}`);
      this.parts.retry.hidden = !["gone", "busy", "signed-out"].includes(state);
      this.parts["sign-in"].hidden = state !== "signed-out";
    }
    const isPassing = state === "saving" || state === "typing";
    if (isPassing || state === this.#said) return;
    this.#said = state;
    this.tell(say(`state-${state}`));
  }

  showCounts() {
    const { track, findings } = this.editor;
    const left = {
      errors: [...findings.values()].flat().filter((finding) => finding.level === "error").length,
      warnings: [...findings.values()].flat().filter((finding) => finding.level === "warning").length,
      doubts: track.cues.filter((cue) => cue.flags.some((flag) => !flag.reviewed)).length,
      stale: track.cues.filter((cue) => cue.isStale).length,
      machine: track.cues.filter((cue) => cue.byMachine).length,
    };
    const missing = this.#missing.length;
    if (missing) left.missing = missing;
    this.parts["add-missing"]?.toggleAttribute("hidden", missing === 0);
    const words = Object.entries(left).filter(([, count]) => count).map(([name, count]) => say(`left-${name}`, { count }));
    const told = words.length ? words.join(" · ") : say("left-nothing");
    if (this.parts.counts.textContent !== told) this.parts.counts.textContent = told;
  }

  get #missing() {
    return this.editor.missingSources();
  }

  showSelected() {
    const { track, selected } = this.editor;
    const place = track.placeOf(selected);
    this.parts.place.textContent = say("place", { number: place + 1, of: track.cues.length });
  }

  showTime() {
    this.parts.clock.textContent = clock(this.editor.player.time);
  }

  showPlaying(isPlaying) {
    this.parts["play-words"].textContent = say(isPlaying ? "pause" : "play");
    this.parts["play-icon"].hidden = isPlaying;
    this.parts["pause-icon"].hidden = !isPlaying;
  }
}
