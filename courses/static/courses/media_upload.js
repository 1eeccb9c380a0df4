// One file after another, each with its own progress. Without this script the same form sends them all at once.
const form = document.getElementById("media-upload");
const rows = document.getElementById("media-rows");
const next = document.getElementById("media-next");
const kept = [];

function row(file) {
  const item = document.getElementById("media-row").content.firstElementChild.cloneNode(true);
  item.querySelector("strong").textContent = file.name;
  item.querySelector("progress").setAttribute("aria-label", file.name);
  item.querySelector("span").textContent = form.dataset.waits;
  rows.append(item);
  return item;
}

function finish(item, told) {
  item.className = told.key ? "media-kept" : "media-refused";
  item.querySelector("progress").remove();
  const words = item.querySelector("span");
  words.textContent = told.words;
  if (told.url) {
    const link = document.createElement("a");
    link.href = told.url;
    link.textContent = " ▸";
    link.setAttribute("aria-label", told.name);
    words.append(link);
  }
  if (told.key) {
    kept.push(told.key);
    next.hidden = false;
    next.querySelector("a").href = form.dataset.kept + kept.join(",");
  }
}

function answer(request, file) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { name: file.name, key: "", words: form.dataset.lost, url: "" };
  }
}

function send(file, item) {
  return new Promise((done) => {
    const data = new FormData(form), request = new XMLHttpRequest();
    data.delete("files");
    data.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((100 * event.loaded) / event.total);
      item.querySelector("progress").value = percent;
      item.querySelector("span").textContent = percent < 100 ? `${percent} %` : form.dataset.looks;
    });
    request.addEventListener("loadend", () => { finish(item, answer(request, file)); done(); });
    request.send(data);
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button"), waiting = [...form.files.files].map((file) => [file, row(file)]);
  button.disabled = true;
  for (const [file, item] of waiting) await send(file, item);
  form.files.value = "";
  button.disabled = false;
});
