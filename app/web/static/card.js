// The card's entrance and the way out. The QR code holds the digits behind the #, which no server or log sees.
"use strict";

function enterFromAddress() {
  const form = document.querySelector("[data-card-entrance]");
  const digits = /^#([0-9]{12})$/.exec(location.hash);
  if (!form || !digits) return;
  // Before anything else: the digits must not stay in the address or in a shared link. The browser's own list of
  // visited pages may keep them, which no page can change.
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = digits[1];
  // A card that is open on this phone is not exchanged for another behind its reader's back.
  if (form.dataset.cardEntrance === "goes") form.submit();
}

// Browsers that do not know Clear-Site-Data keep what was saved for reading without a network. The shell, which
// is the same for everybody, may stay.
async function clean() {
  if (!document.querySelector("[data-card-left]")) return;
  try {
    localStorage.clear();
    sessionStorage.clear();
    await caches.delete("smartskola-saved");
  } catch {
    // No storage at all: then nothing is left in it either.
  }
}

enterFromAddress();
addEventListener("hashchange", enterFromAddress);
clean();
