// The cues as she sees them: every change is done here at once and saved afterwards.
import { placeFlags } from "asset:editor/flags.js";

const FIELDS = ["start", "end", "text", "sources", "isDeleted"];

/** The values of a cue that are saved, compared and put back. */
export function valuesOf(cue) {
  return Object.fromEntries(FIELDS.map((field) => [field, cue[field]]));
}

export function isSame(one, other) {
  return FIELDS.every((field) =>
    field === "sources" ? one.sources.join() === other.sources.join() : one[field] === other[field],
  );
}

/** Read a cue as the server writes it. */
export function fromServer(sent) {
  return {
    id: sent.id,
    version: sent.version,
    start: sent.start,
    end: sent.end,
    text: sent.text,
    sources: sent.sources ?? [],
    isDeleted: sent.is_deleted ?? false,
    byMachine: sent.by_machine ?? false,
    isStale: sent.is_stale ?? false,
    sourceBefore: sent.source_before ?? [],
  };
}

/**
 * Events: `change` (kind, keys, needsSaving) when cues were changed, `typed` (key) while she types.
 * A cue's `key` is its id, or for one that is not stored yet a name of this page's own, kept until it is left.
 */
export class Track extends EventTarget {
  #made = 0;
  #past = [];
  #future = [];
  #typing = new Map();

  constructor(sent, flags) {
    super();
    this.flags = flags;
    this.byKey = new Map();
    this.keyOfId = new Map();
    for (const cue of sent) this.#add(fromServer(cue));
    this.#order();
  }

  find(id) {
    return this.byKey.get(this.keyOfId.get(id));
  }

  /** The cue that is shown at a time, or none. */
  at(time) {
    let found;
    for (const cue of this.cues) {
      if (cue.start > time) break;
      if (time < cue.end) found = cue;
    }
    return found;
  }

  placeOf(key) {
    return this.places.get(key) ?? -1;
  }

  get isTyping() {
    return this.#typing.size > 0;
  }

  isTypedIn(key) {
    return this.#typing.has(key);
  }

  /** Take what she typed so far; `settle` turns it into a change. */
  type(key, text) {
    const cue = this.byKey.get(key);
    if (!this.#typing.has(key)) this.#typing.set(key, cue.text);
    cue.text = text;
    this.#tell("typed", { key });
  }

  settle(key) {
    const before = this.#typing.get(key);
    if (before === undefined) return;
    this.#typing.delete(key);
    const cue = this.byKey.get(key);
    if (cue.text === before) return;
    const values = valuesOf(cue);
    cue.text = before;
    this.change("edit", new Map([[key, { text: values.text }]]));
  }

  settleAll() {
    for (const key of [...this.#typing.keys()]) this.settle(key);
  }

  /** Name a cue that is to be made by the next change. */
  newKey() {
    this.#made += 1;
    return `t${this.#made}`;
  }

  /** Change cues by key; one call is one step back and one revision. */
  change(kind, changes) {
    this.settleAll();
    const before = this.#put(changes);
    if (before.size === 0) return;
    if (kind !== "accept") {
      this.#past.push({ before, after: this.#valuesOf(before.keys()) });
      this.#future.length = 0;
    }
    this.#tell("change", { kind, keys: [...before.keys()], needsSaving: true });
  }

  /** Put back the last change; false when there is none, or somebody else has changed the same cues since. */
  undo() {
    this.settleAll();
    return this.#step(this.#past, this.#future, "after", "before");
  }

  redo() {
    this.settleAll();
    return this.#step(this.#future, this.#past, "before", "after");
  }

  #step(from, to, expected, wanted) {
    const step = from.pop();
    if (!step) return false;
    for (const [key, values] of step[expected]) {
      if (!isSame(this.byKey.get(key), values)) return false;
    }
    to.push(step);
    this.#put(step[wanted]);
    this.#tell("change", { kind: "undo", keys: [...step[wanted].keys()], needsSaving: true });
    return true;
  }

  /** Take a cue as it was stored; `keepsValues` when she has changed it again meanwhile. */
  stored(key, sent, keepsValues) {
    const cue = this.byKey.get(key);
    if (cue.id === null) this.keyOfId.set(sent.id, key);
    this.#adopt(cue, sent, keepsValues);
    this.#order();
    this.#tell("change", { kind: "stored", keys: [key], needsSaving: false });
  }

  /** Take what others changed, but for cues that `isHeld`; give the keys of those that are different now. */
  merge(sent, isHeld) {
    const changed = [];
    for (const one of sent) {
      const cue = this.find(one.id);
      if (cue ? one.version <= cue.version || isHeld(cue.key) : one.is_deleted) continue;
      if (cue) this.#adopt(cue, one, false);
      changed.push((cue ?? this.#add(fromServer(one))).key);
    }
    if (changed.length === 0) return changed;
    this.#order();
    this.#tell("change", { kind: "merged", keys: changed, needsSaving: false });
    return changed;
  }

  /** Say that something beside the saved values of a cue is different now: a flag, a fault. */
  touch(keys) {
    this.#tell("change", { kind: "touched", keys, needsSaving: false });
  }

  #adopt(cue, sent, keepsValues) {
    const kept = keepsValues ? { ...valuesOf(cue), fault: cue.fault } : { fault: null };
    Object.assign(cue, fromServer(sent), kept);
  }

  #add(values) {
    const key = values.key ?? values.id;
    const cue = { key, fault: null, flags: [], ...values };
    this.byKey.set(key, cue);
    if (cue.id !== null) this.keyOfId.set(cue.id, key);
    return cue;
  }

  #put(changes) {
    const before = new Map();
    for (const [key, values] of changes) {
      let cue = this.byKey.get(key);
      if (!cue) {
        const empty = { key, id: null, version: null, start: 0, end: 0, text: "", sources: [], isDeleted: true };
        cue = this.#add({ ...empty, byMachine: false, isStale: false, sourceBefore: [] });
      }
      const old = valuesOf(cue);
      Object.assign(cue, values);
      if (values.isAccepted || !isSame(old, cue)) before.set(key, old);
      if (values.isAccepted) Object.assign(cue, { byMachine: false, isStale: false });
      delete cue.isAccepted;
    }
    if (before.size) this.#order();
    return before;
  }

  #valuesOf(keys) {
    return new Map([...keys].map((key) => [key, valuesOf(this.byKey.get(key))]));
  }

  #order() {
    this.cues = [...this.byKey.values()].filter((cue) => !cue.isDeleted);
    this.cues.sort((one, other) => one.start - other.start || one.end - other.end);
    placeFlags(this.cues, this.flags);
    this.places = new Map(this.cues.map((cue, place) => [cue.key, place]));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
