// A lesson's beats: what was read or played, told to the server, which credits it by its own clock.

const SAVE_EVERY = 15;      // seconds
const FASTEST = 2;
const GAP = 0.5;            // seconds between intervals that belong together
const MOST = 150;           // intervals in one beat

const root = document.querySelector("[data-player]");
const { dataset } = root;
const span = Number(dataset.span);
const token = document.querySelector("[data-read] [name=csrfmiddlewaretoken]").value;
const key = `study:${dataset.key}`;
const status = document.querySelector("[data-status]");
const find = (name) => document.querySelector(`[data-${name}]`);

let seen = merge(JSON.parse(dataset.intervals));
let pending = [];           // not yet answered for
let position = Number(dataset.position);
let seconds = seen.length && seen[0][0] === 0 ? seen[0][1] : 0; // read so far
let passed = dataset.passed === "done";
let seq = 0;
let busy = false;

function merge(intervals) {
  const merged = [];
  for (const [start, end] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1] + GAP) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

const round = (value) => Math.floor(Math.min(value, span) * 100) / 100;

function claim(start, end) {
  if (!(end > start) || passed) return;
  pending = merge([...pending, [round(start), round(end)]]);
  seen = merge([...seen, [round(start), round(end)]]);
}

// The queue: one record a lesson, kept while the network or the sign-in is lost.

function keep(record) {
  try {
    if (record) localStorage.setItem(key, JSON.stringify(record));
    else localStorage.removeItem(key);
  } catch { /* storage is shut: study on */ }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function post(record, keepalive) {
  return fetch(dataset.url, {
    method: "POST", keepalive, redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(record),
  });
}

const recordOf = (intervals) => ({ visit: dataset.visit, seq, intervals: intervals.slice(0, MOST), position: round(position) });

async function save({ leaving = false } = {}) {
  if (!pending.length || (busy && !leaving)) return;
  const sent = pending;
  seq += 1;
  const record = recordOf(sent);
  pending = sent.slice(MOST);
  keep(record);
  busy = true;
  try {
    await answer(await post(record, leaving), sent);
  } catch {
    pending = merge([...sent, ...pending]);
    say(dataset.offline, false);
  } finally {
    busy = false;
  }
}

async function answer(response, sent) {
  if (response.type === "opaqueredirect" || response.status === 403) {
    pending = merge([...sent, ...pending]);
    say(dataset.signedOut, false);
  } else if (response.ok) {
    keep(pending.length ? recordOf(pending) : null);
    show(await response.json());
  } else if (response.status >= 500) {
    throw new Error(response.status);
  } else {
    keep(null);
    const told = await response.json().catch(() => ({}));
    say(told.message ?? dataset.offline, false);
  }
}

// What an earlier visit could not send goes first, under its own name.
async function sendKept() {
  const record = kept();
  if (!record || record.visit === dataset.visit) return;
  try {
    const response = await post({ ...record, seq: record.seq + 1 }, false);
    if (response.type === "opaqueredirect" || response.status >= 500) return;
    keep(null);
    if (response.ok) show(await response.json());
  } catch {
    pending = merge([...record.intervals, ...pending]);
  }
}

function say(words, saved) { // read aloud when the state changes, not at every save
  status.ariaLive = status.classList.contains(saved ? "mark-saved" : "mark-unsaved") ? "off" : "polite";
  status.textContent = words;
  status.className = `push small mark ${saved ? "mark-saved" : "mark-unsaved"}`;
}

function show(told) {
  say(`${dataset.saved} ${told.saved_at}`, true);
  const bar = find("progress");
  if (bar) bar.value = Math.min(Math.floor((told.covered * 100) / told.needed), 100);
  const words = told.passed ? "" : told.message;
  if (find("message").textContent !== words) find("message").textContent = words;
  document.querySelectorAll("[data-mark]").forEach((node) => {
    node.className = `mark mark-icon mark-${told.passed ? "done" : "doing"}`;
    node.firstElementChild.textContent = told.passed ? dataset.doneWord : dataset.doingWord;
  });
  if (told.passed && !passed) finish(told);
  else if (told.flagged || seconds >= span) seconds = Math.min(seconds, told.covered);
}

function finish(told) {
  passed = true;
  pending = [];
  find("title").textContent = dataset.finished;
  find("finish").classList.add("alert-success");
  find("progress")?.remove();
  find("read").hidden = true;
  document.querySelectorAll("[data-next]").forEach((next) => {
    if (told.next) {
      const link = next.querySelector("a");
      link.href = told.next.url;
      link.textContent = `${dataset.nextWord} ${told.next.label} ▸`;
    }
    next.hidden = false;
  });
}

// Seconds with the page in sight, never beyond the share scrolled to.
function read() {
  let last = performance.now();
  let share = 0;
  const look = () => {
    const box = root.getBoundingClientRect();
    const shown = (window.innerHeight - box.top) / Math.max(box.height, 1);
    share = Math.max(share, shown > 0.98 ? 1 : shown);
  };
  setInterval(() => {
    const now = performance.now();
    if (document.visibilityState === "visible") {
      look();
      const more = Math.min(seconds + Math.min((now - last) / 1000, 2), share * span);
      if (more > seconds) {
        position = seconds = more;
        claim(0, seconds);
        if (seconds >= span) save();
      }
    }
    last = now;
  }, 1000);
  document.addEventListener("scroll", look, { passive: true });
}

// Pages in sight, one after the other, each for its least time. The one nearest the middle of the window counts.
function turn() {
  const sheets = [...root.querySelectorAll("[data-page]")];
  const least = span / sheets.length;
  const held = sheets.map((_, place) => covered(place * least, (place + 1) * least));
  const told = sheets.map(() => false);
  const mark = (place) => {
    if (told[place] || held[place] < least - 0.05) return;
    told[place] = true;
    document.dispatchEvent(new CustomEvent("study:page-seen", { detail: place }));
  };
  sheets.forEach((_, place) => mark(place));
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const place = inSight(sheets);
    if (document.visibilityState === "visible" && place >= 0 && !passed) {
      held[place] = Math.min(held[place] + Math.min((now - last) / 1000, 2), least);
      position = place * least;
      claim(place * least, place * least + held[place]);
      mark(place);
      if (told.every(Boolean) && pending.length) save();
    }
    last = now;
  }, 500);
}

const covered = (from, to) => seen.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);

function inSight(sheets) {
  const middle = window.innerHeight / 2;
  const boxes = sheets.map((sheet) => sheet.getBoundingClientRect());
  const away = (box) => Math.max(box.top - middle, middle - box.bottom, 0);
  const shown = boxes.map((box, place) => [place, box]).filter(([, box]) => box.height > 0 && box.bottom > 0 && box.top < window.innerHeight);
  return shown.length ? shown.reduce((best, next) => (away(next[1]) < away(best[1]) ? next : best))[0] : -1;
}

// What was really played; back is free, forward only to the furthest point seen.
function watch(videos) {
  const before = (video) => videos.slice(0, videos.indexOf(video)).reduce((sum, other) => sum + other.duration, 0);
  videos.forEach((video) => follow(video, () => before(video)));
}

function follow(video, offset) {
  let last = null;
  const furthest = () => {
    const start = offset();
    const mine = seen.filter(([from, to]) => to > start && from < start + video.duration);
    return mine.length ? Math.min(mine.at(-1)[1] - start, video.duration) : 0;
  };
  const step = () => {
    const now = video.currentTime;
    const moved = now - last;
    if (last !== null && !video.seeking && moved > 0 && moved < 3 * FASTEST && Number.isFinite(offset())) {
      claim(offset() + last, offset() + now);
      position = round(offset() + now);
    }
    last = video.seeking ? null : now;
  };
  video.addEventListener("loadedmetadata", () => resume(video, offset()));
  if (video.readyState) resume(video, offset());
  video.addEventListener("timeupdate", step);
  video.addEventListener("play", () => { last = video.currentTime; });
  video.addEventListener("seeking", () => {
    last = null;
    if (!passed && video.currentTime > furthest() + 1) video.currentTime = furthest();
  });
  video.addEventListener("seeked", () => { last = video.currentTime; });
  video.addEventListener("ratechange", () => { video.playbackRate = Math.min(video.playbackRate, FASTEST); });
  ["pause", "ended"].forEach((name) => video.addEventListener(name, () => { step(); save(); }));
}

function resume(video, start) {
  const at = Number(dataset.position) - start;
  if (passed || !(at > 1) || at > video.duration - 1) return;
  video.currentTime = at;
  say(dataset.resumed, true);
}

async function begin() {
  await sendKept();
  if (passed) return;
  const videos = [...root.querySelectorAll("[data-media]")];
  if (dataset.rule === "watch") watch(videos);
  else if (dataset.rule === "pages") turn();
  else read();
  setInterval(save, SAVE_EVERY * 1000);
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", () => save({ leaving: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
  });
}

begin();
