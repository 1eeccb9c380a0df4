// An open exam: saves each answer, keeps what is not yet sent, counts down by the server's clock.
const form = document.getElementById("exam");
const words = form.dataset;
const items = [...form.querySelectorAll("[data-item]")];
const token = form.elements.csrfmiddlewaretoken.value;
const store = `exam-${words.exam}`;
const at = (id) => document.getElementById(id);

let queue = read();
let saved = words.wordSaved;
let busy = null, retry = 0, wait = 1000, stopped = false, ending = false;
let end = performance.now() + words.remaining * 1000;

function read() {
  try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; }
}

function keep() {
  try {
    if (Object.keys(queue).length) localStorage.setItem(store, JSON.stringify(queue));
    else localStorage.removeItem(store);
  } catch { /* none */ }
}

// What the page shows
const inputs = (field) => [...field.querySelectorAll(".answers :is(input, select, textarea)")];
const ticks = (input) => ["radio", "checkbox"].includes(input.type);
// What is chosen; of blanks, places and pairs each one's, in their order, and nothing while all are empty
const keys = (field) => {
  const given = inputs(field).filter((input) => !ticks(input) || input.checked).map((input) => input.value);
  return given.some((text) => text.trim()) ? given : [];
};
const done = (field) => !inputs(field).length || !!keys(field).length; // a checklist asks nothing here
const flag = (field) => field.querySelector("[data-flag]");
const markOf = (field) => field.querySelector("[data-mark]");
const fieldOf = (item) => items.find((field) => +field.dataset.item === item);

function paint(field) {
  const answered = done(field), flagged = flag(field).checked;
  inputs(field).filter(ticks).forEach(
    (input) => input.closest(".answer").classList.toggle("answer-chosen", input.checked));
  const link = form.querySelector(`[data-to="${field.dataset.item}"]`);
  link.classList.toggle("is-answered", answered);
  link.classList.toggle("is-flagged", flagged);
  link.lastElementChild.textContent =
    ` ${answered ? words.wordAnswered : words.wordEmpty}${flagged ? ` ${words.wordFlagged}` : ""}`;
}

function count() {
  at("answered").textContent = `${words.count} ${items.filter(done).length} / ${items.length}`;
}

function say(place, kind, text) {
  if (place.textContent === text) return;
  place.classList.remove("mark-none", "mark-saved", "mark-unsaved");
  place.classList.add(`mark-${kind}`);
  place.textContent = text;
}

function trouble(text) {
  const box = at("trouble"), line = box.firstElementChild;
  box.hidden = !text;
  box.lastElementChild.hidden = !stopped;
  if (line.textContent !== text) line.textContent = text;
}

function stop(text) {
  stopped = true;
  trouble(text);
  form.querySelectorAll("fieldset, button").forEach((part) => { part.disabled = true; });
}

// Talking to the server
async function post(address, data) {
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" }, body = JSON.stringify(data);
  try {
    const signal = AbortSignal.timeout?.(10000);
    const reply = await fetch(address, { method: "POST", headers, body, redirect: "manual", signal });
    if (reply.type === "opaqueredirect") return { code: "redirected" };
    if (reply.ok) return { code: "ok", ...(await reply.json()) };
    if (reply.status === 403) return { code: "expired" };
    // What refuses an answer says so in its own words; another 400 is the server's trouble, and the answer is sent again.
    return reply.status === 400 || reply.status === 409 ? await reply.json() : { code: "offline" };
  } catch {
    return { code: "offline" };
  }
}

async function send(entry) {
  const reply = await post(form.action, entry);
  if (reply.code === "redirected") reply.code = "expired";
  if (reply.code === "ok") {
    end = performance.now() + reply.remaining * 1000;
    wait = 1000;
    recovered();
    if (reply.saved_at) saved = `${words.wordSaved} ${reply.saved_at.slice(11, 19)}`;
    say(at("state"), "saved", saved);
    trouble("");
  } else refuse(reply.code);
  return reply;
}

// What is noted of the page itself; it decides nothing
let away = 0, lost = 0;

function tell(kind, since) {
  if (stopped || ending) return;
  const body = JSON.stringify({ kind, ...(since && { seconds: Math.round((performance.now() - since) / 1000) }) });
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
  fetch(words.event, { method: "POST", headers, body, keepalive: true, redirect: "manual" }).catch(() => {});
}

function recovered() {
  if (lost) tell("network", lost);
  lost = 0;
}

function seen() {
  if (document.hidden) { away = performance.now(); tell("left"); }
  else if (away) { tell("back", away); away = 0; }
}

function refuse(code) {
  if (code === "offline") {
    lost ||= performance.now();
    say(at("state"), "unsaved", words.offline);
    trouble(words.offline);
    clearTimeout(retry);
    retry = setTimeout(ping, wait);
    wait = Math.min(wait * 2, 15000);
  } else if (code === "expired") {
    stop(words.expired);
    at("trouble").focus();
  } else if (code === "elsewhere") {
    queue = {}; keep();
    stop(words.elsewhere);
  } else if (code !== "invalid") leave();
}

function leave() {
  stopped = true;
  queue = {}; keep();
  location.href = words.result;
}

async function drain() {
  for (let entry; !stopped && (entry = Object.values(queue)[0]);) {
    const reply = await send(entry);
    if (reply.code !== "ok" && reply.code !== "invalid") return;
    if (reply.code === "invalid") trouble(words.invalid);
    else settle(entry, reply);
    if (queue[entry.item]?.revision === entry.revision) delete queue[entry.item];
    keep();
  }
}

function settle(entry, reply) {
  const { dataset } = fieldOf(entry.item);
  if (dataset.revision <= reply.revision) say(markOf(fieldOf(entry.item)), "saved", saved);
  dataset.revision = Math.max(dataset.revision, reply.revision);
}

function flush() {
  clearTimeout(retry);
  if (!stopped) busy ||= drain().finally(() => { busy = null; });
  return busy;
}

// Asks for the time and keeps the session
function ping() {
  if (Object.keys(queue).length) flush();
  else if (!stopped) send({});
}

// Typed text is sent when the typing pauses, before the page is left and at the end
let typed = null, pause = 0;

function typing(field) {
  if (typed && typed !== field) pass();
  typed = field;
  clearTimeout(pause);
  pause = setTimeout(pass, 1500);
}

function pass() {
  clearTimeout(pause);
  const field = typed;
  typed = null;
  if (field && !stopped) changed(field);
}

function changed(field) {
  if (typed === field) typed = null;
  const entry = {
    item: +field.dataset.item, answer: keys(field), flagged: flag(field).checked,
    revision: +field.dataset.revision + 1,
  };
  field.dataset.revision = entry.revision;
  queue[entry.item] = entry;
  keep(); paint(field); count();
  say(markOf(field), "unsaved", words.wordWaiting);
  flush();
}

// Handing in
function confirm() {
  pass();
  const empty = items.filter((field) => !done(field));
  at("empties").hidden = !empty.length;
  at("complete").hidden = !!empty.length;
  at("empties").lastElementChild.innerHTML =
    empty.map((field) => `<li><a href="#${field.id}">${field.dataset.item}</a></li>`).join("");
  at("confirm").hidden = false;
  at("confirm").focus();
}

async function handIn() {
  if (ending || stopped) return;
  pass();
  ending = true;
  const late = () => performance.now() >= end;
  await flush();
  if (stopped) return;
  const reply = Object.keys(queue).length && !late() ? { code: "offline" } : await post(words.handIn, {});
  if (reply.code !== "offline") return leave();
  ending = false;
  trouble(late() ? words.timeUp : words.offlineHandIn);
  if (late()) setTimeout(handIn, 5000);
}

function tick() {
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  const two = (number) => `${number}`.padStart(2, "0");
  at("clock").textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
  at("clock").parentElement.classList.toggle("clock-soon", left <= 300);
  if (left) return;
  clearInterval(ticking);
  trouble(words.timeUp);
  handIn();
}

// Keys in a question
function key(event) {
  const field = event.target.closest("[data-item]");
  const writes = event.target.matches("select, textarea, [type=text]");
  if (!field || stopped || writes || event.ctrlKey || event.altKey || event.metaKey) return;
  const name = event.key.toUpperCase();
  if (name === "N" || name === "P") items[items.indexOf(field) + (name === "N" ? 1 : -1)]?.focus();
  else if (name === "F" && !inputs(field).some((input) => input.value === "F")) flag(field).click();
  else inputs(field).find((input) => ticks(input) && input.value === name)?.click();
}

// What an earlier page could not send
for (const entry of Object.values(queue)) {
  const field = fieldOf(entry.item);
  if (!field || entry.revision <= field.dataset.revision) { delete queue[entry.item]; continue; }
  inputs(field).forEach((input, place) => {
    if (ticks(input)) input.checked = entry.answer.includes(input.value);
    else input.value = entry.answer[place] ?? "";
  });
  flag(field).checked = entry.flagged;
  field.dataset.revision = entry.revision;
  paint(field);
  say(markOf(field), "unsaved", words.wordWaiting);
}
keep(); count();
at("clock-word").textContent = words.left;
form.addEventListener("change", (event) => changed(event.target.closest("[data-item]")));
form.addEventListener("input", (event) => {
  if (event.target.matches("textarea, [type=text]")) typing(event.target.closest("[data-item]"));
});
form.addEventListener("keydown", key);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = event.submitter?.name;
  if (name === "review") confirm();
  else if (name === "hand_in") handIn();
  else flush();
});
at("stay").addEventListener("click", () => { at("confirm").hidden = true; });
addEventListener("online", ping);
document.addEventListener("visibilitychange", () => { pass(); seen(); ping(); });
setInterval(ping, 60000);
const ticking = setInterval(tick, 1000);
tick();
flush();
