// How long a text is to the eye, as the server's own rules count it: grapheme clusters, marks left out.
const UNSEEN =
  /<\/?[a-zA-Z][^<>]*>|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\n\r]/g;
const clusters = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** Count what a reader sees. */
export function count(text) {
  const seen = text.normalize("NFC").replace(UNSEEN, "");
  let found = 0;
  for (const _ of clusters ? clusters.segment(seen) : seen) found += 1;
  return found;
}

/** Measure a cue: characters a second, the characters of each line, and how each stands to its limits. */
export function measure(cue, limits) {
  const lines = cue.text.split("\n").map(count);
  const characters = lines.reduce((sum, line) => sum + line, 0);
  const seconds = (cue.end - cue.start) / 1000;
  const speed = characters === 0 ? 0 : seconds > 0 ? characters / seconds : Infinity;
  return {
    speed,
    lines,
    speedLevel: level(speed, limits.speed_warn, limits.speed_error),
    lineLevel: level(Math.max(...lines), limits.line_warn, limits.line_error),
    linesLevel: lines.length > limits.lines ? "error" : "fine",
  };
}

function level(value, warn, error) {
  if (value > error) return "error";
  return value > warn ? "warning" : "fine";
}

/** Say which numbers stand in one text and not in the other, as often as they do; digits of all scripts. */
export function differentNumbers(source, target) {
  const left = numbersOf(source);
  const missing = [];
  const extra = numbersOf(target);
  for (const number of left) {
    const place = extra.indexOf(number);
    if (place === -1) missing.push(number);
    else extra.splice(place, 1);
  }
  return [...missing, ...extra];
}

function numbersOf(text) {
  const western = text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/٫/g, ",");
  return (western.match(/\d+(?:[.,:]\d+)*/g) ?? []).map((number) => number.replace(/[,:]/g, "."));
}
