// What one can do to cues, each as one change: pure of the page, but for what the editor hands in.
import { count } from "asset:editor/measure.js";

const SHORTEST = 200;
const USUAL = 2_000;

/** Split a text at a cursor; null when one half would be empty. */
export function splitText(text, cursor) {
  const halves = [text.slice(0, cursor).trimEnd(), text.slice(cursor).trimStart()];
  return halves[0] && halves[1] ? halves : null;
}

/** Split a cue at the cursor: in time at the playhead if that lies within, else by share of characters. */
export function split(track, cue, cursor, playhead, gap) {
  const halves = splitText(cue.text, cursor);
  if (!halves) return null;
  const share = count(halves[0]) / (count(halves[0]) + count(halves[1]));
  const isWithin = playhead > cue.start + SHORTEST && playhead < cue.end - SHORTEST;
  const at = isWithin ? playhead : Math.round(cue.start + (cue.end - cue.start) * share);
  const key = track.newKey();
  const next = Math.min(at + gap, cue.end - 1);
  const second = { start: next, end: cue.end, text: halves[1], sources: cue.sources, isDeleted: false };
  track.change(
    "split",
    new Map([
      [cue.key, { text: halves[0], end: Math.max(cue.start + 1, at) }],
      [key, second],
    ]),
  );
  return key;
}

/** Join a cue with the next: two lines become two lines, more become running text. */
export function merge(track, cue) {
  const next = track.cues[track.placeOf(cue.key) + 1];
  if (!next) return false;
  const parts = [cue.text, next.text].filter(Boolean);
  const isTwoLines = parts.every((text) => !text.includes("\n"));
  const text = isTwoLines ? parts.join("\n") : parts.join(" ").replaceAll("\n", " ");
  const sources = [...new Set([...cue.sources, ...next.sources])];
  track.change(
    "merge",
    new Map([
      [cue.key, { text, sources, end: Math.max(cue.end, next.end) }],
      [next.key, { isDeleted: true }],
    ]),
  );
  return true;
}

/** Add an empty cue before or after another, in the room that there is; beside it if there is none. */
export function add(track, cue, isBelow, gap, playhead) {
  const key = track.newKey();
  const [start, end] = cue ? roomBeside(track, cue, isBelow, gap) : [playhead, playhead + USUAL];
  track.change("add", new Map([[key, { start, end, text: "", sources: [], isDeleted: false }]]));
  return key;
}

function roomBeside(track, cue, isBelow, gap) {
  const place = track.placeOf(cue.key);
  if (isBelow) {
    const start = cue.end + gap;
    const limit = (track.cues[place + 1]?.start ?? Infinity) - gap;
    return [start, Math.max(start + SHORTEST, Math.min(start + USUAL, limit))];
  }
  const limit = (track.cues[place - 1]?.end ?? -gap) + gap;
  const end = Math.max(cue.start - gap, SHORTEST);
  const start = Math.max(Math.min(limit, end - SHORTEST), end - USUAL, 0);
  return [start, end];
}

/** Add an empty translation at the times of each Swedish cue that has none. */
export function addMissing(track, sources) {
  const made = sources.map(({ id, start, end }) => [
    track.newKey(),
    { start, end, text: "", sources: [id], isDeleted: false },
  ]);
  track.change("add", new Map(made));
}

export function remove(track, cue) {
  track.change("delete", new Map([[cue.key, { isDeleted: true }]]));
}

/** Set one edge; the other moves along when it would come to lie on the wrong side. */
export function setEdge(track, cue, edge, time) {
  const length = cue.end - cue.start;
  if (edge === "start") {
    const end = time < cue.end - SHORTEST ? cue.end : time + length;
    track.change("edit", new Map([[cue.key, { start: time, end }]]));
  } else if (time > cue.start + SHORTEST) track.change("edit", new Map([[cue.key, { end: time }]]));
  else return false;
  return true;
}

export function nudge(track, cue, edge, by) {
  const start = edge === "start" ? Math.max(0, Math.min(cue.start + by, cue.end - SHORTEST)) : cue.start;
  const end = edge === "end" ? Math.max(cue.end + by, cue.start + SHORTEST) : cue.end;
  track.change("edit", new Map([[cue.key, { start, end }]]));
}

/** Move a cue and all after it; false when one would begin before the recording does. */
export function shift(track, cue, by) {
  const moved = track.cues.slice(track.placeOf(cue.key));
  if (moved.some((one) => one.start + by < 0)) return false;
  track.change("shift", new Map(moved.map((one) => [one.key, { start: one.start + by, end: one.end + by }])));
  return true;
}

/** Say of a cue that it is right as it stands: machine's text accepted, or the Swedish change made no odds. */
export function accept(track, cue) {
  track.change("accept", new Map([[cue.key, { isAccepted: true }]]));
}

/** Do what a rule proposes. */
export function mend(track, proposal) {
  const changes = new Map();
  for (const one of proposal.after) {
    const key = track.find(one.id)?.key ?? track.newKey();
    const { start, end, text, sources = [] } = one;
    changes.set(key, { start, end, text, sources, isDeleted: false });
  }
  for (const one of proposal.before) {
    const key = track.find(one.id)?.key;
    if (key !== undefined && !changes.has(key)) changes.set(key, { isDeleted: true });
  }
  track.change("fix", changes);
}

/** Find all cues that hold some words: key, how often, and the text as it would be. */
export function findAll(track, wanted, replacement, isExact) {
  if (!wanted) return [];
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), isExact ? "gu" : "giu");
  const put = (found) => (isExact ? replacement : likeFirst(found, replacement));
  return track.cues.flatMap((cue) => {
    const times = cue.text.match(pattern)?.length ?? 0;
    return times ? [{ key: cue.key, times, before: cue.text, after: cue.text.replace(pattern, put) }] : [];
  });
}

// Where capitals and small letters are one, a word that began a sentence goes on doing so.
function likeFirst(found, replacement) {
  const [first] = found;
  const isCapital = first !== first.toLowerCase();
  return isCapital ? replacement.charAt(0).toUpperCase() + replacement.slice(1) : replacement;
}

export function replaceAll(track, found) {
  track.change("replace", new Map(found.map(({ key, after }) => [key, { text: after }])));
}
