// The windows of the editor: find and replace, move all from here, the list of shortcuts.
import { findAll, replaceAll, shift } from "asset:editor/actions.js";
import { list } from "asset:editor/keys.js";
import { make } from "asset:editor/noted.js";
import { say } from "asset:editor/words.js";

const SHOWN = 50;

export function openHelp(root) {
  const dialog = document.getElementById("editor-help");
  const rows = list(root).map(({ keys, words }) =>
    make("tr", { children: [make("th", { scope: "row", words }), make("td", { children: [make("kbd", { words: keys })] })] }),
  );
  dialog.querySelector("tbody").replaceChildren(...rows);
  dialog.showModal();
}

/** Find and replace: what will be different is shown before it is done, in one step back. */
export class FindDialog {
  constructor(editor) {
    this.editor = editor;
    this.dialog = document.getElementById("editor-find");
    const { elements } = this.dialog.querySelector("form");
    this.fields = elements;
    this.box = this.dialog.querySelector("[data-part=found]");
    this.count = this.dialog.querySelector("[data-part=count]");
    this.all = this.dialog.querySelector("[value=replace]");
    for (const name of ["wanted", "replacement"]) {
      elements[name].lang = editor.info.language;
      elements[name].dir = "auto";
    }
    this.dialog.addEventListener("input", () => this.#look());
    this.dialog.addEventListener("close", () => this.#close());
    this.box.addEventListener("click", (event) => {
      const key = event.target.closest("[data-found]")?.dataset.found;
      if (key === undefined) return;
      this.dialog.close();
      editor.select(key, { seeks: true, focuses: true });
    });
  }

  open(wanted) {
    if (wanted) this.fields.wanted.value = wanted;
    this.dialog.returnValue = "";
    this.#look();
    this.dialog.showModal();
  }

  #look() {
    const { wanted, replacement, exact } = this.fields;
    this.found = findAll(this.editor.track, wanted.value, replacement.value, exact.checked);
    const times = this.found.reduce((sum, one) => sum + one.times, 0);
    this.count.textContent = say("found", { times, cues: this.found.length });
    const isChange = this.found.some((one) => one.before !== one.after);
    this.all.disabled = !isChange || !this.editor.info.may_edit;
    this.box.replaceChildren(...this.found.slice(0, SHOWN).map((one) => this.#shown(one, Boolean(replacement.value))));
  }

  #shown(one, isReplacing) {
    const { language, direction } = this.editor.info;
    const words = (text, className) => make("span", { words: text, lang: language, dir: direction, className });
    const number = this.editor.track.placeOf(one.key) + 1;
    const go = make("button", { type: "button", words: String(number), data: { found: one.key } });
    go.setAttribute("aria-label", say("go-to", { number }));
    const texts = [words(one.before, "cue-words")];
    if (isReplacing) texts.push(words(one.after, "cue-words is-after"));
    return make("li", { children: [go, make("div", { children: texts })] });
  }

  #close() {
    if (this.dialog.returnValue !== "replace" || !this.editor.info.may_edit) return;
    const changed = this.found.filter((one) => one.before !== one.after);
    replaceAll(this.editor.track, changed);
    this.editor.tell(say("replaced", { cues: changed.length }));
  }
}

/** Move a cue and all after it by seconds, or so that it begins at the playhead. */
export class ShiftDialog {
  constructor(editor) {
    this.editor = editor;
    this.dialog = document.getElementById("editor-shift");
    this.field = this.dialog.querySelector("[name=seconds]");
    this.dialog.querySelector("[data-part=playhead]").addEventListener("click", () => {
      this.field.value = ((editor.player.time - this.cue.start) / 1000).toFixed(2);
    });
    this.dialog.addEventListener("close", () => this.#close());
  }

  open(cue) {
    this.cue = cue;
    this.field.value = "0";
    this.dialog.returnValue = "";
    this.dialog.querySelector("[data-part=title]").textContent = say("shift-from", {
      number: this.editor.track.placeOf(cue.key) + 1,
    });
    this.dialog.showModal();
  }

  #close() {
    const by = Math.round(Number(this.field.value) * 1000);
    if (this.dialog.returnValue !== "shift" || !by) return;
    this.editor.tell(say(shift(this.editor.track, this.cue, by) ? "shifted" : "too-early"));
  }
}
