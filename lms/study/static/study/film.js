// Comforts around a film or a recording: speed, captions, size, small window, keys, a transcript that follows.
// What may be reached is decided in player.js, what counts by the server.

const STEP = 5; // seconds of one arrow key
const KEPT = "study:speed";

const speedKept = () => {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
};

function keepSpeed(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch { /* storage is shut: the speed holds for this page */ }
}

class Film {
  constructor(figure) {
    this.figure = figure;
    this.media = figure.querySelector("video, audio");
    this.track = this.media.textTracks[0] ?? null;
    this.bar();
    if (this.track) this.transcript();
  }

  find(name) {
    return this.figure.querySelector(`[data-${name}]`);
  }

  bar() {
    this.find("film-bar").hidden = false;
    this.find("skip").addEventListener("click", () => this.move(-10));
    this.find("captions")?.addEventListener("click", () => this.captions());
    this.find("full")?.addEventListener("click", () => this.full());
    this.find("size")?.addEventListener("change", (event) => this.size(event.target.value));
    const small = this.find("pip");
    if (small && document.pictureInPictureEnabled) {
      small.hidden = false;
      small.addEventListener("click", () => this.small());
    }
    this.speed();
  }

  speed() {
    const chosen = this.find("speed");
    const set = () => { this.media.playbackRate = Number(chosen.value); };
    if ([...chosen.options].some((option) => option.value === speedKept())) chosen.value = speedKept();
    set();
    this.media.addEventListener("loadedmetadata", set);
    chosen.addEventListener("change", () => {
      set();
      keepSpeed(chosen.value);
    });
  }

  move(seconds) {
    this.media.currentTime = Math.max(0, this.media.currentTime + seconds);
  }

  toggle() {
    if (this.media.paused) this.media.play();
    else this.media.pause();
  }

  captions() {
    if (!this.track) return;
    const shown = this.track.mode === "showing";
    this.track.mode = shown ? "hidden" : "showing";
    this.find("captions")?.setAttribute("aria-pressed", String(!shown));
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.media.requestFullscreen) this.media.requestFullscreen();
    else this.media.webkitEnterFullscreen?.();
  }

  small() {
    if (document.pictureInPictureElement) document.exitPictureInPicture();
    else this.media.requestPictureInPicture().catch(() => {});
  }

  // Another file of the same film: on from the same second.
  size(address) {
    const at = this.media.currentTime;
    const playing = !this.media.paused;
    this.media.src = address;
    this.media.addEventListener("loadedmetadata", () => {
      this.media.currentTime = at;
      if (playing) this.media.play();
    }, { once: true });
  }

  key(event) {
    const keys = {
      " ": () => this.toggle(), k: () => this.toggle(), ArrowLeft: () => this.move(-STEP), ArrowRight: () => this.move(STEP),
      f: () => this.full(), c: () => this.captions(), p: () => this.small(), m: () => { this.media.muted = !this.media.muted; },
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  transcript() {
    const list = this.find("cues");
    if (!list) return;
    if (this.track.mode === "disabled") this.track.mode = "hidden";
    const element = this.media.querySelector("track");
    const fill = () => this.fill(list);
    element.addEventListener("load", fill);
    if (element.readyState === 2) fill();
  }

  fill(list) {
    const cues = [...(this.track.cues ?? [])];
    if (!cues.length) return;
    list.replaceChildren(...cues.map((cue) => this.line(cue, list)));
    list.hidden = false;
    const words = this.find("words");
    if (words) words.hidden = true;
    this.track.addEventListener("cuechange", () => this.follow(list, cues));
  }

  line(cue, list) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const at = document.createElement("span");
    at.textContent = `${Math.floor(cue.startTime / 60)}:${String(Math.floor(cue.startTime % 60)).padStart(2, "0")}`;
    button.append(at, cue.text.replace(/\n/g, ""));
    button.addEventListener("click", () => this.jump(cue.startTime, list));
    item.append(button);
    return item;
  }

  jump(to, list) {
    this.media.currentTime = to;
    this.media.addEventListener("seeked", () => {
      if (this.media.currentTime < to - 1.5) this.say(list.dataset.unseen);
    }, { once: true });
  }

  say(words) {
    const status = document.querySelector("[data-status]");
    if (status) status.textContent = words;
  }

  follow(list, cues) {
    const now = this.track.activeCues?.[0];
    [...list.children].forEach((item, number) => {
      const here = cues[number] === now;
      item.toggleAttribute("aria-current", here);
      if (here) this.keepInSight(list, item);
    });
  }

  keepInSight(list, item) {
    const top = item.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - 60;
  }
}

const films = [...document.querySelectorAll("[data-film]")].map((figure) => new Film(figure));
const TYPING = "input, select, textarea, button, summary, a, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches(TYPING)) return;
  const mine = films.find((film) => film.figure.contains(event.target));
  const only = films.length === 1 && event.target === document.body ? films[0] : null;
  (mine ?? only)?.key(event);
}, true);
