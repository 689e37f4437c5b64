// The video, or the sound where there is no picture: time in milliseconds, told while it moves.
/** Events: `time` whenever the playhead is elsewhere, `playing` when it starts or stops. */
export class Player extends EventTarget {
  constructor(media, duration) {
    super();
    this.media = media;
    this.known = duration;
    for (const name of ["seeking", "seeked", "timeupdate", "loadedmetadata"]) {
      media?.addEventListener(name, () => this.#tell("time"));
    }
    media?.addEventListener("play", () => this.#follow());
    for (const name of ["play", "pause", "ended"]) media?.addEventListener(name, () => this.#tell("playing"));
  }

  get time() {
    return this.media ? Math.round(this.media.currentTime * 1000) : 0;
  }

  get duration() {
    const told = this.media?.duration;
    return Number.isFinite(told) && told > 0 ? Math.round(told * 1000) : this.known;
  }

  get isPlaying() {
    return Boolean(this.media) && !this.media.paused && !this.media.ended;
  }

  seek(time) {
    if (this.media) this.media.currentTime = Math.min(Math.max(0, time), this.duration) / 1000;
  }

  step(by) {
    this.seek(this.time + by);
  }

  async toggle() {
    if (!this.media) return;
    if (this.isPlaying) this.media.pause();
    // A recording that cannot be played says so itself, in its own place.
    else await this.media.play().catch(() => undefined);
  }

  #follow() {
    const look = () => {
      this.#tell("time");
      if (this.isPlaying) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
