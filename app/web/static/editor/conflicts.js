// Two people changed the same cue: both versions are shown, and she chooses; nothing is lost meanwhile.
import { make } from "asset:editor/noted.js";
import { fromServer, valuesOf } from "asset:editor/track.js";
import { clock, say, timeOfDay } from "asset:editor/words.js";

const template = document.getElementById("editor-conflict");

/** Show the conflicts that there are now; the panel goes when none is left. */
export function drawConflicts(panel, editor) {
  const found = editor.saver.conflicts.flatMap((step) => step.conflicts.map((conflict) => ({ step, conflict })));
  panel.hidden = found.length === 0;
  panel.querySelector("[data-part=list]").replaceChildren(...found.map((one) => drawOne(one, editor)));
}

function drawOne({ step, conflict }, editor) {
  const element = template.content.firstElementChild.cloneNode(true);
  const part = (name) => element.querySelector(`[data-part=${name}]`);
  const cue = editor.track.find(conflict.id);
  const mine = step.items.get(cue.key) ?? valuesOf(cue);
  const theirs = fromServer(conflict.theirs);
  const place = editor.track.placeOf(cue.key);
  part("title").textContent = place === -1 ? say("conflict-removed") : say("conflict-in", { number: place + 1 });
  part("who").textContent = say("theirs", {
    name: conflict.theirs.author ?? say("somebody"),
    time: timeOfDay(conflict.theirs.at),
  });
  part("mine").replaceChildren(...version(mine, editor.info));
  part("theirs").replaceChildren(...version(theirs, editor.info));
  const choices = {
    "keep-mine": mine,
    "take-theirs": null,
    "join-both": { ...mine, isDeleted: false, text: [theirs.text, mine.text].filter(Boolean).join("\n") },
  };
  for (const [name, values] of Object.entries(choices)) {
    part(name).addEventListener("click", () => {
      editor.saver.choose(step, conflict, values);
      editor.tell(say("chosen"));
      if (place !== -1) editor.select(cue.key, { focuses: true });
    });
  }
  part("join-both").hidden = mine.isDeleted || theirs.isDeleted || mine.text === theirs.text;
  return element;
}

function version(values, info) {
  if (values.isDeleted) return [make("p", { words: say("is-removed") })];
  return [
    make("p", { className: "cue-time", words: `${clock(values.start)}–${clock(values.end)}` }),
    make("p", { className: "cue-words", words: values.text, lang: info.language, dir: info.direction }),
  ];
}
