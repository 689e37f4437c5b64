// The editor of subtitles: joins the track, the video, the waveform and the list; the rest works without it.
import { ALWAYS, EDITS, ON_CUE } from "asset:editor/commands.js";
import { drawConflicts } from "asset:editor/conflicts.js";
import { FindDialog, ShiftDialog } from "asset:editor/dialogs.js";
import { Follower } from "asset:editor/follower.js";
import { listen } from "asset:editor/keys.js";
import { CueList } from "asset:editor/list.js";
import { drawNotes } from "asset:editor/noted.js";
import { readPeaks } from "asset:editor/peaks.js";
import { Player } from "asset:editor/player.js";
import { Remote, fetchBytes } from "asset:editor/remote.js";
import { Row } from "asset:editor/row.js";
import { Saver } from "asset:editor/saver.js";
import { Status } from "asset:editor/status.js";
import { Track } from "asset:editor/track.js";
import { say } from "asset:editor/words.js";
import { Wave } from "asset:editor/wave.js";

const PAUSE_AFTER_KEY = 800;
const FINDINGS_AFTER = 1_500;
const DOUBTS = ["H1", "H2", "H3"];

class Editor {
  #settling = 0;
  #looking = 0;

  constructor(root, remote, sent) {
    this.root = root;
    this.remote = remote;
    this.info = sent.track;
    this.limits = sent.limits;
    this.terms = sent.terms ?? [];
    this.missing = sent.missing ?? [];
    this.source = new Map((sent.source?.cues ?? []).map((cue) => [cue.id, cue]));
    this.sourceInfo = { language: "sv", direction: "ltr", ...sent.source };
    this.findings = new Map();
    this.selected = null;
    this.playing = null;
    this.track = new Track(sent.cues, sent.flags);
    this.saver = new Saver(this.track, remote, sent.track.revision);
    this.#build(sent.lecture);
    this.#connect();
  }

  #part(name) {
    return this.root.querySelector(`[data-part=${name}]`);
  }

  #build(lecture) {
    this.player = new Player(showMedia(this.root, lecture), lecture.duration ?? 0);
    this.wave = new Wave(this.#part("wave"), this.track, this.player);
    this.wave.isLocked = !this.info.may_edit;
    this.list = new CueList(this.#part("box"), this.#part("cues"), this.track, (key) => new Row(key, this));
    this.follower = new Follower(this.track, this.remote, this.saver);
    this.status = new Status(this.root, this);
    this.find = new FindDialog(this);
    this.shift = new ShiftDialog(this);
    this.preview = this.#part("preview");
    Object.assign(this.preview, { lang: this.info.language, dir: this.info.direction });
    if (lecture.peaks) fetchBytes(lecture.peaks).then((bytes) => this.#showPeaks(bytes));
  }

  #connect() {
    const { track, saver, player, wave, follower } = this;
    track.addEventListener("typed", (event) => this.#typed(event.detail.key));
    track.addEventListener("change", (event) => this.#changed(event.detail));
    saver.addEventListener("state", () => this.list.ask());
    saver.addEventListener("stored", () => this.#lookSoon());
    saver.addEventListener("conflict", () => {
      drawConflicts(this.#part("conflicts"), this);
      requestAnimationFrame(() => this.selected !== null && this.list.show(this.selected));
    });
    follower.addEventListener("changed", (event) => this.#othersChanged(event.detail));
    player.addEventListener("time", () => this.#moved());
    player.addEventListener("playing", () => this.status.showPlaying(player.isPlaying));
    wave.addEventListener("drawn", ({ detail }) => {
      track.change("edit", new Map([[detail.key, { start: detail.start, end: detail.end }]]));
      this.select(detail.key);
    });
    wave.addEventListener("chosen", ({ detail }) => {
      player.seek(detail.time);
      if (detail.key !== null) this.select(detail.key);
    });
    this.root.addEventListener("click", (event) => this.#clicked(event));
    // A press on a tool leaves the focus, and the cursor that splits, in the text.
    this.root.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.target.closest(".editor-tools [data-do]")) event.preventDefault();
    });
    listen(this.root, (name) => this.act(name));
    document.addEventListener("visibilitychange", () => document.hidden && track.settleAll());
    addEventListener("beforeunload", (event) => {
      track.settleAll();
      if (!saver.isClean) event.preventDefault();
    });
  }

  start() {
    this.select(this.track.cues[0]?.key ?? null);
    this.#lookForFindings();
    this.list.draw();
    this.wave.ask();
  }

  tell(words) {
    this.status.tell(words);
  }

  /** The approved Swedish cues that nothing here translates. */
  missingSources() {
    if (this.missing.length === 0) return [];
    const rendered = new Set(this.track.cues.flatMap((cue) => cue.sources));
    return this.missing.filter((id) => !rendered.has(id) && this.source.has(id));
  }

  drawNotes(parts, notes) {
    drawNotes(parts, notes, this.info, this.sourceInfo);
  }

  get cue() {
    return this.track.byKey.get(this.selected);
  }

  /** Choose a cue: `seeks` moves the playhead into it, `always` even from within; `focuses` goes to its text. */
  select(key, { seeks = false, always = false, focuses = false, cursor = null } = {}) {
    const isNew = key !== this.selected;
    this.selected = this.list.selected = this.wave.selected = key;
    const cue = this.cue;
    if (cue && seeks && (always || this.player.time < cue.start || this.player.time >= cue.end)) {
      this.player.seek(cue.start);
    }
    if (key !== null && (isNew || focuses)) this.list.show(key);
    if (focuses) this.#focus(key, cursor);
    this.wave.ask();
    this.status.showSelected();
  }

  #focus(key, cursor) {
    const text = this.list.row(key)?.parts.text;
    text?.focus({ preventScroll: true });
    if (cursor !== null) text?.setSelectionRange(cursor, cursor);
  }

  get #isInText() {
    return document.activeElement?.matches?.("[data-part=cues] textarea") ?? false;
  }

  #typed(key) {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.track.settle(key), PAUSE_AFTER_KEY);
    this.status.showSaving();
    this.list.ask();
    this.#showPreview();
  }

  #changed({ keys, needsSaving }) {
    const focused = document.activeElement?.closest?.("li.cue")?.dataset.key;
    const isLost = focused !== undefined && !this.track.places.has(focused);
    if (this.selected !== null && !this.track.places.has(this.selected)) {
      this.select(this.#neighbour(), { focuses: isLost });
    }
    if (needsSaving) for (const key of keys) this.track.byKey.get(key).fault = null;
    this.#showPreview();
    this.status.showCounts();
  }

  // Where one was when the chosen cue goes: the next one in time, else the last.
  #neighbour() {
    const start = this.track.byKey.get(this.selected)?.start ?? 0;
    return (this.track.cues.find((cue) => cue.start >= start) ?? this.track.cues.at(-1))?.key ?? null;
  }

  #othersChanged({ keys, by }) {
    this.tell(say("others", { names: by.join(", ") || say("somebody"), cues: keys.length }));
    this.#lookSoon();
  }

  #moved() {
    const found = this.track.at(this.player.time)?.key ?? null;
    this.status.showTime();
    if (found === this.playing) return;
    this.playing = found;
    this.#showPreview();
    if (found !== null && this.player.isPlaying && !this.#isInText) this.select(found);
    this.list.ask();
  }

  #showPreview() {
    const words = this.track.byKey.get(this.playing)?.text ?? "";
    if (this.preview.textContent !== words) this.preview.textContent = words;
    this.preview.hidden = words === "";
  }

  #showPeaks(bytes) {
    this.wave.peaks = bytes && readPeaks(bytes);
    this.wave.ask();
  }

  #lookSoon() {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#lookForFindings(), FINDINGS_AFTER);
  }

  async #lookForFindings() {
    const { outcome, data } = await this.remote.findings();
    if (outcome !== "ok") return;
    this.findings = new Map();
    for (const finding of data.findings) {
      // Doubtful places have their flags, which say the same and can be answered.
      if (DOUBTS.includes(finding.rule)) continue;
      const own = this.findings.get(finding.cue_id) ?? [];
      this.findings.set(finding.cue_id, [...own, finding]);
    }
    this.status.showCounts();
    this.list.ask();
  }

  #clicked(event) {
    const button = event.target.closest("[data-do]");
    if (button) this.act(button.dataset.do, button);
  }

  /** Do what a button or a shortcut names; what needs a cue does nothing without one. */
  act(name, button) {
    if (name in ALWAYS) ALWAYS[name](this);
    else if (!this.info.may_edit) this.tell(say("may-not"));
    else if (name in EDITS) EDITS[name](this);
    else {
      const key = button?.closest("[data-key]")?.dataset.key ?? this.selected;
      const cue = this.track.byKey.get(key);
      if (cue) ON_CUE[name](this, cue, button);
    }
  }

  cursorIn(cue) {
    const text = this.list.row(cue.key)?.parts.text;
    return text ? text.selectionStart : 0;
  }

  /** Go to the next cue, after the chosen one and around, of which something holds. */
  next(holds, words) {
    const { cues } = this.track;
    const from = this.track.placeOf(this.selected);
    const order = cues.map((_, step) => cues[(from + 1 + step) % cues.length]);
    const found = order.find(holds);
    if (found) this.select(found.key, { seeks: true, always: true, focuses: this.#isInText });
    else this.tell(words);
  }

  by(step) {
    const { cues } = this.track;
    const place = Math.min(cues.length - 1, Math.max(0, this.track.placeOf(this.selected) + step));
    if (cues[place]) this.select(cues[place].key, { seeks: true, always: true, focuses: this.#isInText });
  }

  async review(cue, ids) {
    if (ids.length === 0) return this.tell(say("no-flag-here"));
    const { outcome } = await this.remote.review(ids);
    if (outcome !== "ok") return this.tell(say("try-again"));
    for (const flag of this.track.flags) if (ids.includes(flag.id)) flag.reviewed = true;
    this.track.touch([cue.key]);
    this.#lookSoon();
    return this.tell(say("reviewed"));
  }
}

function showMedia(root, lecture) {
  const video = lecture.videos?.["240"] ?? lecture.videos?.["480"];
  const media = root.querySelector(video ? "video" : "audio");
  for (const other of root.querySelectorAll("video, audio")) other.hidden = other !== media;
  const address = video ?? lecture.audio;
  if (!address) {
    media.hidden = true;
    root.querySelector("[data-part=no-media]").hidden = false;
    root.querySelector(".editor-transport").hidden = true;
    return null;
  }
  media.src = address;
  if (video && lecture.poster) media.poster = lecture.poster;
  return media;
}

async function open() {
  const root = document.getElementById("editor");
  const address = root.dataset.address;
  const { outcome, data } = await new Remote(address).cues();
  const plain = document.getElementById("editor-plain");
  if (outcome !== "ok") {
    document.getElementById("editor-failed").hidden = false;
    return;
  }
  plain.hidden = true;
  root.querySelector(".editor-bar").prepend(document.querySelector(".editor-head"));
  root.hidden = false;
  document.getElementById("content").classList.add("is-editing");
  new Editor(root, new Remote(address, data.source?.revision ?? null), data).start();
}

open();
