// One family of shortcuts: Shift+Alt and a key by its place, so that no letter is typed in any alphabet.
const FIELDS = "input, textarea, select, [contenteditable]";

/** Call `act(name)` for a shortcut; which there are is written on the buttons (data-do, data-code). */
export function listen(root, act) {
  const names = new Map();
  for (const button of root.querySelectorAll("[data-code]")) names.set(button.dataset.code, button.dataset.do);
  addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const isFamily = event.shiftKey && event.altKey && !event.ctrlKey && !event.metaKey;
    const name = isFamily ? names.get(event.code) : undefined;
    if (name) {
      event.preventDefault();
      act(name);
    } else if (event.key === "?" && !event.altKey && !event.target.closest(FIELDS)) {
      event.preventDefault();
      act("help");
    }
  });
}

/** List the shortcuts as pairs of the keys and what they do, in the order of the buttons. */
export function list(root) {
  return [...root.querySelectorAll("[data-do][aria-keyshortcuts]")].map((button) => ({
    keys: button.getAttribute("aria-keyshortcuts"),
    words: button.getAttribute("aria-label") ?? button.querySelector("[data-label]").textContent,
  }));
}
