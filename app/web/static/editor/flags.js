// Doubtful places are about a time: they are shown at the cues that overlap them, else at the nearest.
/** Put each flag at its cues; `cues` are in the order of their starts. */
export function placeFlags(cues, flags) {
  for (const cue of cues) cue.flags = [];
  for (const flag of flags) {
    const touched = cues.filter((cue) => cue.start < flag.end && cue.end > flag.start);
    if (touched.length === 0 && cues.length) touched.push(nearest(cues, flag));
    for (const cue of touched) cue.flags.push(flag);
  }
}

function nearest(cues, flag) {
  const away = (cue) => Math.max(flag.start - cue.end, cue.start - flag.end);
  return cues.reduce((best, cue) => (away(cue) < away(best) ? cue : best));
}
