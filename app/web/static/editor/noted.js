// The notes of a cue as parts of the page; what is pressed there is done by the editor's actions.
import { clock, say } from "asset:editor/words.js";

/** Make an element with words, attributes and children. */
export function make(name, { words, children = [], data = {}, ...properties } = {}) {
  const element = Object.assign(document.createElement(name), properties);
  if (words !== undefined) element.textContent = words;
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}

function button(words, action, data = {}, className = "") {
  return make("button", { type: "button", words, className, data: { do: action, ...data } });
}

/** Fill a row's parts with the notes of its cue. */
export function drawNotes(parts, notes, info, sourceInfo) {
  parts.tags.replaceChildren(
    ...notes.tags.map((tag) => make("span", { words: tag.words, className: `cue-tag is-${tag.kind}` })),
  );
  const items = [
    ...faultOf(notes),
    ...notes.flags.map((flag) => flagOf(flag, notes)),
    ...notes.findings.map((finding) => findingOf(finding, notes, info)),
    ...numbersOf(notes),
    ...staleOf(notes, sourceInfo),
    ...machineOf(notes),
  ];
  parts.notes.hidden = items.length === 0;
  parts.notes.replaceChildren(...items);
  drawSource(parts, notes, info, sourceInfo);
}

function drawSource(parts, notes, info, sourceInfo) {
  parts.source.hidden = notes.sources.length === 0;
  const texts = notes.sources.map((one) =>
    make("p", { words: one.text, className: "cue-words", lang: sourceInfo.language, dir: sourceInfo.direction }),
  );
  const hints = notes.terms.map((term) => termOf(term, notes, info, sourceInfo));
  if (hints.length) texts.push(make("ul", { className: "cue-terms", children: hints }));
  parts.source.replaceChildren(...texts);
}

function termOf(term, notes, info, sourceInfo) {
  const children = [
    make("span", { words: term.source, lang: sourceInfo.language, dir: sourceInfo.direction }),
    " → ",
    make("b", { words: term.target, lang: info.language, dir: info.direction }),
  ];
  const forbidden = [].concat(term.forbidden ?? []).filter(Boolean);
  if (forbidden.length && notes.isSelected) {
    children.push(` (${say("not")} `, make("s", { words: forbidden.join("، "), lang: info.language, dir: info.direction }), ")");
  }
  return make("li", { children });
}

function faultOf(notes) {
  return notes.fault ? [make("li", { className: "cue-note is-error", words: notes.fault })] : [];
}

function flagOf(flag, notes) {
  const words = flag.words ? `${flag.reason} “${flag.words}”` : flag.reason;
  const children = [make("span", { words: flag.reviewed ? say("listened", { words }) : words })];
  if (!flag.reviewed && notes.mayEdit) children.push(button(say("listened-right"), "review", { flag: flag.id }));
  return make("li", { className: `cue-note ${flag.reviewed ? "is-done" : "is-doubt"}`, children });
}

function findingOf(finding, notes, info) {
  const children = [make("span", { words: finding.message ?? finding.rule })];
  if (finding.proposal && notes.mayEdit) {
    children.push(button(say("mend"), "mend", { rule: finding.rule }));
    const shown = { className: "cue-proposal", children: proposalOf(finding.proposal, info) };
    if (notes.isSelected) children.push(make("div", shown));
  }
  return make("li", { className: `cue-note is-${finding.level}`, children });
}

function proposalOf(proposal, info) {
  const side = (cues, name) =>
    make("div", {
      children: [
        make("p", { className: "small", words: say(name) }),
        ...cues.map((cue) =>
          make("p", {
            className: "cue-words",
            children: [
              make("span", { className: "cue-time", words: `${clock(cue.start)}–${clock(cue.end)}` }),
              make("span", { words: cue.text, lang: info.language, dir: info.direction }),
            ],
          }),
        ),
      ],
    });
  const isElsewhere = (cue, others) => others.some((other) => isAlike(cue, other));
  return [
    side(proposal.before.filter((cue) => !isElsewhere(cue, proposal.after)), "before"),
    side(proposal.after.filter((cue) => !isElsewhere(cue, proposal.before)), "after"),
  ];
}

function isAlike(one, other) {
  return one.id === other.id && one.start === other.start && one.end === other.end && one.text === other.text;
}

function numbersOf(notes) {
  if (!notes.numbers.length) return [];
  return [make("li", { className: "cue-note is-error", words: say("numbers", { numbers: notes.numbers.join(", ") }) })];
}

function staleOf(notes, sourceInfo) {
  if (!notes.isStale) return [];
  const children = [make("span", { words: say("stale") })];
  if (notes.former) {
    const { language, direction } = sourceInfo;
    const former = { words: notes.former, className: "cue-words", lang: language, dir: direction };
    const label = make("span", { className: "small", words: say("former") });
    children.push(make("div", { className: "cue-former", children: [label, make("p", former)] }));
  }
  if (notes.mayEdit) children.push(button(say("accept-stale"), "accept"));
  return [make("li", { className: "cue-note is-doubt", children })];
}

function machineOf(notes) {
  if (!notes.byMachine || notes.isStale || !notes.isSelected || !notes.mayEdit) return [];
  const children = [make("span", { words: say("machine") }), button(say("accept-machine"), "accept")];
  return [make("li", { className: "cue-note", children })];
}
