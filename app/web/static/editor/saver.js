// Saving in the background: one request at a time, in order; what did not arrive is kept and sent again.
import { fromServer, isSame, valuesOf } from "asset:editor/track.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
// The server takes no more cues in one request (rules of the track); a larger change is sent in parts.
const MOST = 2_000;

/**
 * A step is one change on its way: waiting, conflicting (two versions, she chooses) or faulty (refused as it
 * is). Later steps overtake a stopped one unless they touch the same cues.
 * Events: `state` when the words about saving change, `conflict` when she has to choose.
 */
export class Saver extends EventTarget {
  #steps = [];
  #flying = null;
  #wait = 0;
  #timer = 0;
  #trouble = null;

  constructor(track, remote, revision) {
    super();
    this.track = track;
    this.remote = remote;
    this.seen = revision;
    this.saved = revision;
    track.addEventListener("change", (event) => {
      if (event.detail.needsSaving) this.#take(event.detail.kind, event.detail.keys);
    });
    addEventListener("online", () => this.retry());
  }

  /** One of saved, typing, saving, gone, busy, signed-out, refused, conflict, faulty. */
  get state() {
    if (this.#trouble) return this.#trouble;
    if (this.#flying || this.#steps.some((step) => step.state === "waiting")) return "saving";
    if (this.conflicts.length) return "conflict";
    if (this.#steps.length) return "faulty";
    return this.track.isTyping ? "typing" : "saved";
  }

  get isClean() {
    return this.#steps.length === 0 && !this.track.isTyping;
  }

  get isFlying() {
    return this.#flying !== null;
  }

  get conflicts() {
    return this.#steps.filter((step) => step.state === "conflict");
  }

  holds(key) {
    return this.track.isTypedIn(key) || this.#steps.some((step) => step.items.has(key));
  }

  retry() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#send();
  }

  /** Go on with what she chose for one cue of a conflict; null takes the other version. */
  choose(step, conflict, values) {
    const cue = this.track.find(conflict.id);
    if (values === null) {
      step.items.delete(cue.key);
      for (const other of this.#steps) other.items.delete(cue.key);
      this.track.stored(cue.key, conflict.theirs, false);
    } else {
      cue.version = conflict.theirs.version;
      Object.assign(cue, values);
      step.items.set(cue.key, valuesOf(cue));
      this.track.touch([cue.key]);
    }
    step.conflicts = step.conflicts.filter((other) => other !== conflict);
    if (step.conflicts.length === 0) step.state = "waiting";
    this.#steps = this.#steps.filter((other) => other.items.size > 0);
    this.retry();
    this.dispatchEvent(new Event("conflict"));
  }

  // What touches a stopped step joins it: she mends what was refused, or writes on before she has chosen.
  #take(kind, keys) {
    const stopped = this.#steps.find((step) => step.state !== "waiting" && keys.some((key) => step.items.has(key)));
    const step = stopped ?? this.#lastToExtend(kind, keys) ?? this.#newStep(kind);
    for (const key of keys) step.items.set(key, valuesOf(this.track.byKey.get(key)));
    if (step.state === "faulty") step.state = "waiting";
    if (step.state === "conflict") this.dispatchEvent(new Event("conflict"));
    this.#send();
  }

  #newStep(kind) {
    const step = { kind, items: new Map(), state: "waiting", conflicts: [], isUncertain: false, name: null };
    this.#steps.push(step);
    return step;
  }

  // Typing on in a cue whose last text has not left yet: one revision is enough.
  #lastToExtend(kind, keys) {
    const last = this.#steps.at(-1);
    const fits = last && kind === "edit" && last.kind === "edit" && last.state === "waiting" && last !== this.#flying;
    return fits && !last.isUncertain && keys.length === 1 && last.items.size === 1 && last.items.has(keys[0])
      ? last
      : null;
  }

  #next() {
    const blocked = new Set();
    for (const step of this.#steps) {
      if (step.state === "waiting" && ![...step.items.keys()].some((key) => blocked.has(key))) return step;
      for (const key of step.items.keys()) blocked.add(key);
    }
    return null;
  }

  async #send() {
    const step = this.#flying || this.#timer ? null : this.#next();
    if (step) {
      this.#flying = step;
      this.#tell();
      await this.#save(step);
      this.#flying = null;
      if (!this.#timer) this.#send();
    }
    this.#tell();
  }

  async #save(step) {
    const items = [...step.items].slice(0, MOST);
    const cues = items.map(([key, values]) => this.#written(key, values)).filter(Boolean);
    if (cues.length === 0) {
      this.#remove(step);
      return;
    }
    // The same name for the same content: if only the answer was lost, the server knows it again.
    step.name ??= randomName();
    const { outcome, data } = await this.remote.save({ kind: step.kind, cues, request: step.name });
    if (data) Object.assign(step, { isUncertain: false, name: null });
    if (outcome === "ok") this.#store(step, data);
    else if (outcome === "conflict") this.#hold(step, data.conflicts);
    else if (outcome === "faults") this.#mark(step, data.faults);
    else this.#later(step, outcome);
  }

  #written(key, values) {
    const cue = this.track.byKey.get(key);
    if (cue.id === null && values.isDeleted) return null;
    return {
      id: cue.id,
      key,
      version: cue.version,
      start: values.start,
      end: values.end,
      text: values.text,
      sources: values.sources,
      is_deleted: values.isDeleted,
    };
  }

  #store(step, data) {
    this.#trouble = null;
    this.#wait = 0;
    for (const sent of data.cues) this.#settle(step, sent.key ?? this.track.keyOfId.get(sent.id), sent);
    // What was deleted before it was ever stored needs no answer.
    for (const [key, values] of step.items) {
      if (this.track.byKey.get(key).id === null && values.isDeleted) step.items.delete(key);
    }
    if (step.items.size === 0) this.#remove(step);
    this.saved = Math.max(this.saved, data.revision);
    this.trackState = data.state ?? this.trackState;
    this.dispatchEvent(new Event("stored"));
  }

  #settle(step, key, sent) {
    step.items.delete(key);
    this.track.stored(key, sent, this.holds(key));
  }

  #hold(step, conflicts) {
    this.#trouble = null;
    const real = conflicts.filter((conflict) => {
      const cue = this.track.find(conflict.id);
      conflict.theirs.id = conflict.id;
      const theirs = fromServer(conflict.theirs);
      if (!cue || !isSame(step.items.get(cue.key) ?? cue, theirs)) return true;
      // It is there already as she wrote it: the answer to an earlier try was lost.
      this.#settle(step, cue.key, conflict.theirs);
      return false;
    });
    step.conflicts = real;
    if (step.items.size === 0) this.#remove(step);
    else if (real.length) step.state = "conflict";
    if (real.length) this.dispatchEvent(new Event("conflict"));
  }

  #mark(step, faults) {
    this.#trouble = null;
    step.state = "faulty";
    const keys = [...step.items.keys()];
    for (const fault of faults) {
      const cue = this.track.byKey.get(fault.key) ?? this.track.find(fault.key) ?? this.track.byKey.get(keys[0]);
      cue.fault = fault.message;
    }
    this.track.touch(keys);
  }

  #later(step, outcome) {
    this.#trouble = outcome;
    step.isUncertain = outcome === "gone" || outcome === "busy";
    this.#wait = Math.min(LONGEST_WAIT, this.#wait ? this.#wait * 2 : FIRST_WAIT);
    this.#timer = setTimeout(() => this.retry(), this.#wait);
  }

  #remove(step) {
    this.#steps = this.#steps.filter((other) => other !== step);
  }

  #tell() {
    this.dispatchEvent(new Event("state"));
  }
}

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
