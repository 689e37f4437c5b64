// What others do in the same track meanwhile: asked for every few seconds while the page is looked at.
const EVERY = 5_000;

/** Events: `changed` with the keys and names of who changed what, `state` when the track's state is another. */
export class Follower extends EventTarget {
  #isAsking = false;

  constructor(track, remote, saver) {
    super();
    Object.assign(this, { track, remote, saver });
    setInterval(() => this.#ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  async #ask() {
    // While a save is on its way its own cues would look like somebody else's.
    if (document.hidden || this.#isAsking || this.saver.isFlying) return;
    this.#isAsking = true;
    const { outcome, data } = await this.remote.changes(this.saver.seen);
    this.#isAsking = false;
    if (outcome !== "ok" || this.saver.isFlying) return;
    const keys = this.track.merge(data.cues, (key) => this.saver.holds(key));
    this.saver.seen = data.revision;
    this.saver.saved = Math.max(this.saver.saved, data.revision);
    if (keys.length) this.dispatchEvent(new CustomEvent("changed", { detail: { keys, by: data.by ?? [] } }));
    if (data.state) this.dispatchEvent(new CustomEvent("state", { detail: { state: data.state } }));
  }
}
