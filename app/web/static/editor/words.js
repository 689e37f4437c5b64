// The words of the page: they stand in a <template> that the server has translated, never in a script.
const found = new Map();
for (const element of document.getElementById("editor-words").content.children) {
  found.set(element.dataset.word, element.textContent);
}

/** Give the words by name, with {places} filled; a name that the page lacks is a mistake and throws. */
export function say(name, values = {}) {
  if (!found.has(name)) throw new Error(`no words named ${name}`);
  return found.get(name).replace(/\{(\w+)\}/g, (_, place) => String(values[place]));
}

/** Give the words by name if the page has them, else the other words. */
export function sayOr(name, other) {
  return found.get(name) ?? other;
}

const locale = document.documentElement.lang;
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Write a number with one decimal, as the page's language does. */
export function decimal(number) {
  return Number.isFinite(number) ? oneDecimal.format(number) : "∞";
}

/** Write milliseconds as 1:02:03.4; the hour only where the lecture has one. */
export function clock(ms) {
  const tenths = Math.max(0, Math.round(ms / 100));
  const [hours, minutes] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60];
  const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** Write an instant as the time of day, 24 hours. */
export function timeOfDay(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
