// The server's side of a track: what is asked of it, and what an answer means.
const PATIENCE = 20_000;

/**
 * Ask the server; never throws. `outcome` is one of ok, conflict, faults, refused (she may not), signed-out,
 * busy (ask again later), gone (no network, or no answer in time: what was sent may have arrived).
 */
async function ask(address, body) {
  const options = { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(address, options);
    const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    return { outcome: outcomeOf(answer, isJson), data: isJson ? await answer.json() : null };
  } catch {
    return { outcome: "gone", data: null };
  }
}

function outcomeOf(answer, isJson) {
  if (answer.type === "opaqueredirect" || answer.status === 401) return "signed-out";
  if (answer.status === 204 || (answer.ok && isJson)) return "ok";
  if (answer.status === 409 && isJson) return "conflict";
  if (answer.status === 422 && isJson) return "faults";
  return answer.status === 429 || answer.status >= 500 ? "busy" : "refused";
}

export class Remote {
  /** `sourceRevision` is the approved Swedish that a translator has before her; null elsewhere. */
  constructor(address, sourceRevision = null) {
    Object.assign(this, { address, sourceRevision });
  }

  cues() {
    return ask(`${this.address}/cues`);
  }

  save(change) {
    return ask(`${this.address}/cues`, { ...change, source_revision: this.sourceRevision });
  }

  changes(since) {
    return ask(`${this.address}/changes?since=${since}`);
  }

  findings() {
    return ask(`${this.address}/findings`);
  }

  review(ids) {
    return ask(`${this.address}/flags`, { ids });
  }
}

/** Fetch the waveform; null where there is none. */
export async function fetchBytes(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.arrayBuffer() : null;
  } catch {
    return null;
  }
}
