// The upload of a lecture: in pieces, with pause, going on by itself after a lost network.
"use strict";
(() => {
  const place = document.querySelector("[data-upload]");
  if (!place || !window.tus || !tus.isSupported) return;
  const find = (name) => place.querySelector(`[data-${name}]`);
  const words = find("words").dataset;
  const form = find("form");
  const panel = find("panel");
  const longest = Number(place.dataset.longest);
  // A piece is one request: small enough for a proxy, and for a refusal to be heard before all is sent.
  const PIECE = 16 * 1024 * 1024;
  const AGAIN_SECONDS = 5;
  const STALLED_SECONDS = 30;
  let upload = null;
  let isRunning = false;
  let again = 0;
  let movedAt = 0;
  let speed = { at: 0, sent: 0, perSecond: 0 };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const number = (value, digits) =>
    value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  function size(bytes) {
    const [unit, divisor] = [["GB", 1e9], ["MB", 1e6]].find((step) => bytes >= step[1]) || ["kB", 1e3];
    return `${number(bytes / divisor, unit === "GB" ? 1 : 0)}\u00a0${unit}`;
  }

  // What is wrong stands beside its field, as on every form.
  function showFault(name, text) {
    const field = form.querySelector(`#f-${name}`);
    const fault = document.createElement("p");
    fault.className = "field-fault";
    fault.id = `e-${name}`;
    fault.textContent = text;
    field.closest(".field").classList.add("wrong");
    field.before(fault);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.dataset.described} ${fault.id}`.trim());
  }
  function showFaults(faults) {
    for (const old of form.querySelectorAll(".field-fault")) old.remove();
    for (const field of form.querySelectorAll("[id^='f-']")) {
      field.dataset.described ??= field.getAttribute("aria-describedby") || "";
      field.setAttribute("aria-describedby", field.dataset.described);
      field.removeAttribute("aria-invalid");
      field.closest(".field").classList.remove("wrong");
    }
    for (const [name, text] of Object.entries(faults)) showFault(name, text);
    const first = form.querySelector("[aria-invalid]");
    if (first) first.focus();
    return !first;
  }

  // What the browser can tell before a byte is sent; the server looks more closely.
  const STARTS = [
    ["25504446", "document"], ["d0cf11e0", "document"], ["504b0304", "archive"], ["52617221", "archive"],
    ["377abcaf", "archive"], ["ffd8ff", "picture"], ["89504e47", "picture"], ["47494638", "picture"],
  ];
  async function faultOf(file) {
    if (!file) return words.fillIn;
    if (file.size === 0) return words.empty;
    if (file.size > longest) return words.tooLarge;
    const head = new Uint8Array(await file.slice(0, 512).arrayBuffer());
    const start = Array.from(head.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const known = STARTS.find(([sign]) => start.startsWith(sign));
    if (known) return words[known[1]];
    const hasText = head.every((byte) => byte > 31 || byte === 9 || byte === 10 || byte === 13);
    return hasText ? words.text : "";
  }

  function say(name, text) {
    panel.dataset.is = name;
    find("state").textContent = text || words[name] || "";
    find("pause").hidden = !isRunning;
    find("go-on").hidden = isRunning || name === "checking" || name === "done";
    find("stop").hidden = name === "done";
  }
  function left(bytes) {
    if (!speed.perSecond) return "";
    const minutes = Math.round(bytes / speed.perSecond / 60);
    if (minutes < 1) return words.soon;
    const values = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
    return fill(minutes < 60 ? words.minutes : words.hours, values);
  }
  function showProgress(sent, whole) {
    const now = Date.now();
    movedAt = now;
    if (now - speed.at > 1000) {
      const present = speed.at ? Math.max(0, (sent - speed.sent) / ((now - speed.at) / 1000)) : 0;
      const perSecond = speed.perSecond ? 0.8 * speed.perSecond + 0.2 * present : present;
      speed = { at: now, sent, perSecond };
    }
    const share = sent / whole;
    find("bar").value = share;
    find("percent").textContent = `${number(Math.floor(100 * share), 0)}\u00a0%`;
    const numbers = [fill(words.sent, { sent: size(sent), whole: size(whole) }), left(whole - sent)];
    find("numbers").textContent = numbers.filter(Boolean).join(" · ");
    const state = sent >= whole ? "checking" : "sending";
    if (isRunning && panel.dataset.is !== state) say(state);
  }

  function isPassing(status) {
    return status === 0 || status === 408 || status === 409 || status === 429 || (status >= 500 && status !== 507);
  }
  function answerOf(fault) {
    const response = fault.originalResponse;
    if (!response) return { status: 0 };
    // A script is not led to the page for signing in: it only sees where it ended.
    const isLed = (response.getUnderlyingObject().responseURL || "").includes("/staff/sign-in");
    let told = {};
    try {
      told = JSON.parse(response.getBody());
    } catch {
      // Not one of our own refusals.
    }
    return { status: isLed ? 401 : response.getStatus(), ...told };
  }
  function onFault(fault) {
    const { status, message, fields } = answerOf(fault);
    if (isPassing(status)) {
      say(status === 0 ? "offline" : "waiting");
      again = setTimeout(run, AGAIN_SECONDS * 1000);
      return;
    }
    isRunning = false;
    if (fields && Object.keys(fields).length) {
      leaveForForm();
      showFaults(fields);
    } else if (status === 415 || status === 413 || status === 422) {
      leaveForForm();
      showFaults({ file: message || words.broken });
    } else if (status === 404 || status === 410) {
      leaveForForm();
      showFaults({ file: words.gone });
    } else {
      say(status === 401 ? "signedOut" : "broken", status === 401 ? words.signedOut : message);
    }
  }
  function leaveForForm() {
    upload = null;
    panel.hidden = true;
    form.hidden = false;
    if (find("unfinished")) find("unfinished").hidden = false;
  }

  function run() {
    clearTimeout(again);
    isRunning = true;
    speed = { at: 0, sent: 0, perSecond: 0 };
    movedAt = Date.now();
    upload.start();
  }
  function send(file, options) {
    form.hidden = true;
    if (find("unfinished")) find("unfinished").hidden = true;
    panel.hidden = false;
    find("title").textContent = options.title;
    find("file-name").textContent = file.name;
    upload = new tus.Upload(file, {
      chunkSize: PIECE,
      retryDelays: null,
      // Nothing of it stays on a machine that others use, too.
      storeFingerprintForResuming: false,
      onProgress: (sent, whole) => showProgress(sent, whole || file.size),
      onError: onFault,
      onSuccess: ({ lastResponse }) => {
        isRunning = false;
        upload = null;
        say("done");
        location.assign(lastResponse.getHeader("Content-Location") || "/staff/lectures");
      },
      ...options.upload,
    });
    isRunning = true;
    say("sending");
    find("title").focus();
    run();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = (name) => form.querySelector(`#f-${name}`);
    const file = field("file").files[0];
    const faults = {};
    if (!field("title").value.trim()) faults.title = words.fillIn;
    if (!field("slug").value.trim()) faults.slug = words.fillIn;
    if (!field("language").value) faults.language = words.choose;
    const fault = await faultOf(file);
    const partly = file && Array.from(place.querySelectorAll("[data-address]")).some(
      (known) => known.dataset.name === file.name && Number(known.dataset.size) === file.size,
    );
    if (fault || partly) faults.file = fault || words.partly;
    if (!showFaults(faults)) return;
    const metadata = { filename: file.name };
    for (const name of ["title", "slug", "language"]) metadata[name] = field(name).value.trim();
    send(file, { title: metadata.title, upload: { endpoint: place.dataset.endpoint, metadata } });
  });

  for (const known of place.querySelectorAll("[data-address]")) {
    const { address, name } = known.dataset;
    const whole = Number(known.dataset.size);
    const here = known.querySelector("[data-here]");
    here.textContent = fill(words.here, { sent: size(Number(here.dataset.here)), whole: size(whole) });
    const chosen = document.createElement("input");
    chosen.type = "file";
    chosen.addEventListener("change", () => {
      const file = chosen.files[0];
      chosen.value = "";
      if (!file) return;
      if (file.size !== whole) {
        here.textContent = fill(words.otherFile, { name, whole: size(whole) });
        return;
      }
      send(file, { title: known.querySelector("strong").textContent, upload: { uploadUrl: address } });
    });
    known.querySelector("[data-continue]").addEventListener("click", () => chosen.click());
    known.querySelector("[data-remove]").addEventListener("click", async () => {
      await tus.Upload.terminate(address, { retryDelays: null }).catch(() => {});
      known.remove();
    });
  }

  find("pause").addEventListener("click", async () => {
    clearTimeout(again);
    isRunning = false;
    await upload.abort();
    say("paused");
    find("go-on").focus();
  });
  find("go-on").addEventListener("click", () => {
    isRunning = true;
    say("sending");
    run();
    find("pause").focus();
  });
  find("stop").addEventListener("click", async () => {
    clearTimeout(again);
    isRunning = false;
    await upload.abort(true).catch(() => {});
    leaveForForm();
  });

  // A network that drops often says nothing: no progress for a while counts as gone, too.
  window.addEventListener("offline", () => isRunning && say("offline"));
  window.addEventListener("online", async () => {
    if (!isRunning || !upload) return;
    await upload.abort();
    run();
  });
  setInterval(async () => {
    const isStalled = isRunning && panel.dataset.is === "sending" && Date.now() - movedAt > STALLED_SECONDS * 1000;
    if (!isStalled) return;
    say("offline");
    await upload.abort();
    run();
  }, 1000);
  window.addEventListener("beforeunload", (event) => {
    if (upload) event.preventDefault();
  });

  place.hidden = false;
})();
