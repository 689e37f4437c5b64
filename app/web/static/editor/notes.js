// What there is to say about a cue, as plain values: tags, findings, flags, the Swedish beside it.
import { differentNumbers } from "asset:editor/measure.js";
import { say, sayOr } from "asset:editor/words.js";

const LIVE_RULES = ["L1", "L1a", "L1t", "L2", "S1", "S1a", "S2", "N1"];

/** Collect the notes of a cue; a proposal is left out when it is about a text that is gone. */
export function notesOf(cue, editor, isSelected) {
  const sources = sourcesOf(cue, editor);
  return {
    isSelected,
    tags: tagsOf(cue, editor),
    fault: cue.fault,
    findings: findingsOf(cue, editor),
    flags: cue.flags.map((flag) => ({ ...flag, reason: sayOr(`doubt-${flag.doubt}`, flag.doubt) })),
    sources,
    former: cue.isStale ? cue.sourceBefore.map((one) => one.text).join("\n") : "",
    isStale: cue.isStale,
    numbers: sources.length && cue.text ? differentNumbers(sources.map((one) => one.text).join(" "), cue.text) : [],
    terms: sources.length ? termsOf(sources, editor) : [],
    byMachine: cue.byMachine,
    mayEdit: editor.info.may_edit,
  };
}

function tagsOf(cue, editor) {
  const tags = [];
  if (cue.flags.some((flag) => !flag.reviewed)) tags.push({ kind: "doubt", words: say("tag-doubt") });
  if (cue.isStale) tags.push({ kind: "stale", words: say("tag-stale") });
  if (cue.byMachine) tags.push({ kind: "machine", words: say("tag-machine") });
  if (editor.saver.holds(cue.key)) tags.push({ kind: "unsaved", words: say("tag-unsaved") });
  return tags;
}

// Several rules often propose the same: it is shown, and can be done, once.
function findingsOf(cue, editor) {
  const shown = new Set();
  return (editor.findings.get(cue.id) ?? [])
    .map((finding) => {
      const told = JSON.stringify(finding.proposal);
      const isFresh = !shown.has(told) && isStillSo(finding.proposal, editor.track);
      shown.add(told);
      return { ...finding, proposal: isFresh ? finding.proposal : null };
    })
    .filter((finding) => finding.proposal || !LIVE_RULES.includes(finding.rule));
}

function isStillSo(proposal, track) {
  return Boolean(proposal) && proposal.before.every((one) => {
    const cue = track.find(one.id);
    return cue && !cue.isDeleted && cue.text === one.text && cue.start === one.start && cue.end === one.end;
  });
}

/** The Swedish cues that a translated one renders. */
export function sourcesOf(cue, editor) {
  return cue.sources.map((id) => editor.source.get(id)).filter(Boolean).map(({ id, text }) => ({ id, text }));
}

function termsOf(sources, editor) {
  const swedish = ` ${sources.map((one) => one.text).join(" ").toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, " ")} `;
  return editor.terms.filter((term) =>
    [term.source, ...term.forms].some((form) => swedish.includes(` ${form.toLowerCase()} `)),
  );
}
