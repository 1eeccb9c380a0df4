// Two minutes before an idle session ends the page says so. The server is asked before anybody is warned: another
// window, a lesson's beats or an exam's answers may have kept the session alive.
const box = document.getElementById("idle");
const WARN = 120;
const part = (name) => box.querySelector(`[data-idle=${name}]`);
let timer;

async function ask(method) {
  const headers = { Accept: "application/json" };
  if (method === "POST") headers["X-CSRFToken"] = document.querySelector("#frame [name=csrfmiddlewaretoken]").value;
  const answer = await fetch(box.dataset.url, { method, headers, redirect: "manual" });
  return answer.ok ? (await answer.json()).left : 0;
}

function again(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(seconds, 1) * 1000);
}

async function look() {
  let left;
  try {
    left = await ask("GET");
  } catch {
    return again(30); // no network: nobody can be told anything new
  }
  if (left > WARN) {
    if (box.open) box.close();
    return again(left - WARN);
  }
  if (!left) return over();
  if (!box.open) box.showModal();
  again(Math.min(left, 30));
}

function over() {
  part("words").textContent = box.dataset.over;
  part("stay").hidden = true;
  part("again").hidden = false;
  part("again").href += `?why=idle&next=${encodeURIComponent(location.pathname + location.search)}`;
  if (!box.open) box.showModal();
}

box.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const left = await ask("POST");
    if (!left) return over();
    box.close();
    again(left - WARN);
  } catch {
    again(5);
  }
});

document.addEventListener("visibilitychange", () => document.hidden || again(1)); // a laptop that slept
again(Number(box.dataset.first) || 28 * 60);
