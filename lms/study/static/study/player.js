// A lesson's beats: what was read or played, told to the server, which credits it by its own clock.

const SAVE_EVERY = 15;      // seconds
const KEEP_EVERY = 3;
const REST = 30;            // seconds without a word from a page: then it is gone
const FASTEST = 2;
const GAP = 0.5;            // seconds between intervals that belong together
const MOST = 150;           // intervals in one beat

const root = document.querySelector("[data-player]");
const { dataset } = root;
const span = Number(dataset.span);
const token = document.querySelector("[data-read] [name=csrfmiddlewaretoken]").value;
const name = () => Math.random().toString(36).slice(2, 14);
const mine = `study:${dataset.owner}:`;
const key = `${mine}${dataset.key}:${name()}`;
const tab = tabOf();
const status = document.querySelector("[data-status]");
const find = (name) => document.querySelector(`[data-${name}]`);

let seen = merge(JSON.parse(dataset.intervals));
let pending = [];           // not yet answered for
let position = Number(dataset.position);
let seconds = seen.length && seen[0][0] === 0 ? seen[0][1] : 0; // read so far
let passed = dataset.passed === "done";
let inFlight = [];
let seq = 0;
let busy = false;
let halted = false;         // its reader is studying elsewhere
let begun = false;
let answered = -Infinity;   // when the server last did
let keptAt = 0;

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
  if (!(end > start) || passed || halted) return;
  pending = merge([...pending, [round(start), round(end)]]);
  seen = merge([...seen, [round(start), round(end)]]);
  if (performance.now() - keptAt > KEEP_EVERY * 1000) {
    seq += 1; // a number is used once, also by who sends this for a page that is gone
    keep(recordOf(merge([...inFlight, ...pending]), seq));
  }
}

// The queue: one record a page, kept in the browser until the server has answered for it, and sent again from any
// lesson page of the same person. The server counts nothing twice, however often it arrives.

function keep(record) {
  keptAt = performance.now();
  try {
    if (record) localStorage.setItem(key, JSON.stringify(record));
    else localStorage.removeItem(key);
  } catch { /* storage is shut: study on */ }
}

function tabOf() {
  try {
    if (!sessionStorage.getItem("study:tab")) sessionStorage.setItem("study:tab", name());
    return sessionStorage.getItem("study:tab");
  } catch {
    return "";
  }
}

const csrf = () => document.cookie.match(/csrftoken=(\w+)/)?.[1] ?? token; // another sign-in changes it

function post(url, record, keepalive) {
  return fetch(url, {
    method: "POST", keepalive, redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify(record),
  });
}

const recordOf = (intervals, number) => ({
  url: dataset.url, visit: dataset.visit, tab, seq: number, intervals: intervals.slice(0, MOST), position: round(position),
  kept: Date.now(),
});

// `empty`: says only that this page is in use. `takeOver`: the person wants to go on here.
async function save({ leaving = false, empty = false, takeOver = false } = {}) {
  if (halted && !takeOver) return;
  if (!(pending.length || empty || (leaving && begun)) || (busy && !leaving)) return;
  const sent = leaving ? merge([...inFlight, ...pending]) : pending; // whichever arrives first, nothing is missing
  seq += 1;
  const record = { ...recordOf(sent, seq), left: leaving, take_over: takeOver };
  if (sent.length) keep(record);
  pending = sent.slice(MOST);
  inFlight = sent.slice(0, MOST);
  busy = true;
  let again = null;
  try {
    again = await answer(await post(dataset.url, record, leaving), inFlight, takeOver);
  } catch {
    pending = merge([...inFlight, ...pending]);
    say(dataset.offline, false);
  }
  inFlight = [];
  busy = false;
  if (again) await save(again);
}

async function answer(response, sent, takeOver) {
  if (response.type === "opaqueredirect" || response.status === 403) {
    pending = merge([...sent, ...pending]);
    say(dataset.signedOut, false);
  } else if (response.ok) {
    begun = true;
    answered = performance.now();
    if (pending.length) seq += 1;
    keep(pending.length ? recordOf(pending, seq) : null);
    show(await response.json());
  } else if (response.status === 409) {
    return moved(await response.json(), sent, takeOver);
  } else if (response.status >= 500) {
    throw new Error(response.status);
  } else {
    keep(null);
    const told = await response.json().catch(() => ({}));
    say(told.message ?? dataset.offline, false);
  }
  return null;
}

// This page's visit is over: go on in a new one, or ask first, because its reader is studying elsewhere.
function moved(told, sent, takeOver) {
  if (told.code === "renew") {
    dataset.visit = told.visit;
    seq = 0;
    pending = merge([...sent, ...pending]);
    return { empty: true, takeOver };
  }
  halted = true;
  pending = [];
  seen = merge(told.intervals);
  keep(null);
  document.querySelectorAll("video, audio").forEach((media) => media.pause());
  status.textContent = "";
  status.className = "push small";
  const ask = find("elsewhere");
  ask.hidden = false;
  ask.querySelector("p").textContent = told.message;
  return null;
}

function goOnHere() {
  halted = false;
  find("elsewhere").hidden = true;
  save({ empty: true, takeOver: true });
}

// What earlier pages could not send goes first, under their own names.
async function sendKept() {
  let names = [];
  try {
    names = Object.keys(localStorage).filter((other) => other.startsWith(mine) && other !== key);
  } catch { /* storage is shut */ }
  for (const other of names) await sendOne(other);
}

async function sendOne(other) {
  try {
    const record = JSON.parse(localStorage.getItem(other));
    if (record.tab !== tab && Date.now() - record.kept < REST * 1000) { // another tab may be at it
      setTimeout(sendKept, REST * 1000);
      return;
    }
    const response = await post(record.url, { ...record, late: true, take_over: false }, false);
    if (response.type === "opaqueredirect" || response.status === 403 || response.status >= 500) return;
    localStorage.removeItem(other);
    const told = await response.json();
    if (response.ok && record.url === dataset.url) {
      seen = merge([...seen, ...told.intervals]);
      show(told);
    }
  } catch { /* later, then */ }
}

function say(words, saved) { // read aloud when the state changes, not at every save
  status.ariaLive = status.classList.contains(saved ? "mark-saved" : "mark-unsaved") ? "off" : "polite";
  status.textContent = words;
  status.className = `push small mark ${saved ? "mark-saved" : "mark-unsaved"}`;
}

function show(told) {
  say(`${dataset.saved} ${told.saved_at}`, true);
  if (told.flagged) seen = merge(told.intervals);
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
  keep(null);
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

// As the server counts it: a film before this one may not have been read yet.
const lengthOf = (film) => Number(film.dataset.seconds) || film.duration;

// What was really played; back is free, forward only to the furthest point seen.
function watch(videos) {
  const before = (video) => videos.slice(0, videos.indexOf(video)).reduce((sum, other) => sum + lengthOf(other), 0);
  videos.forEach((video) => follow(video, () => before(video)));
}

function follow(video, offset) {
  let last = null;
  const furthest = () => {
    const start = offset();
    const mine = seen.filter(([from, to]) => to > start && from < start + lengthOf(video));
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
  const once = () => resume(video, offset()); // not again when another size of the film is taken
  if (video.readyState) once();
  else video.addEventListener("loadedmetadata", once, { once: true });
  video.addEventListener("timeupdate", step);
  video.addEventListener("play", () => {
    last = video.currentTime;
    if (halted) video.pause();
    else if (performance.now() - answered > 2 * SAVE_EVERY * 1000) save({ empty: true });
  });
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
  if (dataset.rule !== "watch") save({ empty: true });
  find("elsewhere").querySelector("button").addEventListener("click", goOnHere);
  setInterval(save, SAVE_EVERY * 1000);
  window.addEventListener("online", () => { save(); sendKept(); });
  window.addEventListener("pagehide", () => save({ leaving: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
  });
}

begin();
