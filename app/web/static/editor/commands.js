// What each button and shortcut does, by its name.
import { accept, add, addMissing, mend, merge, nudge, remove, setEdge, split } from "asset:editor/actions.js";
import { openHelp } from "asset:editor/dialogs.js";
import { say } from "asset:editor/words.js";

/** Work for whoever may see the track. */
export const ALWAYS = {
  play: (editor) => editor.player.toggle(),
  back: (editor) => editor.player.step(-2_000),
  forward: (editor) => editor.player.step(2_000),
  previous: (editor) => editor.by(-1),
  next: (editor) => editor.by(1),
  "zoom-in": (editor) => editor.wave.zoom(0.5),
  "zoom-out": (editor) => editor.wave.zoom(2),
  help: (editor) => openHelp(editor.root),
  retry: (editor) => editor.saver.retry(),
  find: (editor) => editor.find.open(String(getSelection())),
  "next-finding": (editor) => editor.next((cue) => editor.findings.has(cue.id), say("no-findings")),
  "next-flag": (editor) =>
    editor.next((cue) => cue.isStale || cue.flags.some((flag) => !flag.reviewed), say("no-flags")),
};

/** Need the right to edit. */
export const EDITS = {
  undo: (editor) => editor.tell(say(editor.track.undo() ? "undone" : "nothing-to-undo")),
  redo: (editor) => editor.tell(say(editor.track.redo() ? "redone" : "nothing-to-redo")),
  "add-missing": (editor) => {
    const sources = editor.missingSources().map((id) => editor.source.get(id));
    addMissing(editor.track, sources);
    editor.tell(say("added"));
  },
  "add-above": (editor) => addBeside(editor, false),
  "add-below": (editor) => addBeside(editor, true),
};

function addBeside(editor, isBelow) {
  const key = add(editor.track, editor.cue, isBelow, editor.limits.gap, editor.player.time);
  editor.select(key, { focuses: true });
  editor.tell(say("added"));
}

function edge(name, by) {
  return (editor, cue) => nudge(editor.track, cue, name, by);
}

/** Need a cue, too: the one that a button stands in, or the chosen one. */
export const ON_CUE = {
  "set-start": (editor, cue) => setEdge(editor.track, cue, "start", editor.player.time),
  "set-end": (editor, cue) => {
    if (!setEdge(editor.track, cue, "end", editor.player.time)) editor.tell(say("end-before-start"));
  },
  "start-200": edge("start", -200),
  "start-40": edge("start", -40),
  "start+40": edge("start", 40),
  "start+200": edge("start", 200),
  "end-200": edge("end", -200),
  "end-40": edge("end", -40),
  "end+40": edge("end", 40),
  "end+200": edge("end", 200),
  split: (editor, cue) => {
    const key = split(editor.track, cue, editor.cursorIn(cue), editor.player.time, editor.limits.gap);
    if (key === null) return editor.tell(say("no-cursor"));
    editor.select(key, { focuses: true, cursor: 0 });
    return editor.tell(say("split-done"));
  },
  merge: (editor, cue) => editor.tell(say(merge(editor.track, cue) ? "merged" : "no-next")),
  remove: (editor, cue) => {
    remove(editor.track, cue);
    editor.tell(say("removed"));
  },
  shift: (editor, cue) => editor.shift.open(cue),
  accept: (editor, cue) => {
    accept(editor.track, cue);
    editor.tell(say("accepted"));
  },
  review: (editor, cue, button) => {
    const open = cue.flags.filter((flag) => !flag.reviewed).map((flag) => flag.id);
    editor.review(cue, button?.dataset.flag ? [button.dataset.flag] : open);
  },
  mend: (editor, cue, button) => {
    editor.select(cue.key);
    const found = editor.findings.get(cue.id)?.find((one) => one.proposal && one.rule === button?.dataset.rule);
    if (found) mend(editor.track, found.proposal);
  },
};
