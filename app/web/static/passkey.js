// Passkeys: asks the site for a question, the browser for an answer, and sends it on.
"use strict";

// Older browsers have no own way between JSON and bytes: base64url is written out here.
function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function toText(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function questionFor(isNew, options) {
  const parse = isNew ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (typeof PublicKeyCredential[parse] === "function") return PublicKeyCredential[parse](options);
  const question = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) question.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) question[list] = options[list].map((known) => ({ ...known, id: toBytes(known.id) }));
  }
  return question;
}

function answerOf(credential) {
  if (typeof credential.toJSON === "function") return credential.toJSON();
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response };
}

async function send(address, body) {
  const asked = { method: "POST", headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (body) {
    asked.headers["Content-Type"] = "application/json";
    asked.body = JSON.stringify(body);
  }
  const answer = await fetch(address, asked);
  const isJson = (answer.headers.get("content-type") || "").startsWith("application/json");
  const found = isJson ? await answer.json() : {};
  if (!answer.ok) throw Object.assign(new Error("refused"), { words: found.message });
  return found;
}

async function use(place) {
  const isNew = place.dataset.passkey === "new";
  const publicKey = questionFor(isNew, await send(place.dataset.options));
  const credential = isNew
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  const name = place.querySelector("input");
  const body = { credential: answerOf(credential), next: place.dataset.next };
  if (name && name.value.trim()) body.name = name.value.trim();
  return send(place.dataset.answer, body);
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  place.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkey]")) other.hidden = true;
  const button = place.querySelector("button");
  const fault = place.querySelector("[role=alert]");
  button.addEventListener("click", async () => {
    fault.textContent = "";
    button.disabled = true;
    try {
      location.assign((await use(place)).next);
    } catch (error) {
      // The browser says little of why it stopped: a finger lifted, a minute gone, a key that is there already.
      const isStored = error.name === "InvalidStateError";
      fault.textContent = error.words || (isStored ? place.dataset.stored : place.dataset.stopped);
      button.disabled = false;
    }
  });
}
