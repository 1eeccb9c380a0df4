// Keeps a job's page up to date while it runs. Without this the page asks for itself again every 3 seconds.

const EVERY = 1000;         // milliseconds between two looks
const UNSEEN = 5000;        // while nobody sees the page
const AWAY = 5000;          // after an answer that never came
const SAID_EVERY = 10000;   // a reader aloud is told at most so often

const root = document.querySelector("[data-job]");
const find = (name) => document.querySelector(`[data-${name}]`);
let saidAt = Date.now();

function show(job) {
  const bar = find("bar");
  if (job.total) {
    bar.max = job.total;
    bar.value = job.done;
  }
  find("word").textContent = job.word;
  find("word").className = `mark mark-${job.mark}`;
  find("text").textContent = job.text;
  find("percent").textContent = job.percent === null ? "" : `${job.percent} %`;
  find("note").textContent = job.note;
  find("time").textContent = job.took || "—";
  find("stopping").hidden = !job.stopping;
  say([job.word, job.percent === null ? job.text : `${job.percent} %`, job.note].filter(Boolean).join(", "));
}

function say(words) {
  const said = find("said");
  if (said.textContent === words || Date.now() - saidAt < SAID_EVERY) return;
  said.textContent = words;
  saidAt = Date.now();
}

async function look() {
  try {
    const answer = await fetch(root.dataset.job, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 404) return location.reload(); // signed out meanwhile
    const job = await answer.json();
    if (!job.live) return location.reload();
    show(job);
    wait(document.hidden ? UNSEEN : EVERY);
  } catch {
    wait(AWAY);
  }
}

function wait(milliseconds) {
  setTimeout(look, milliseconds);
}

wait(EVERY);
