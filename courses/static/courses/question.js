// The question form shows the parts its kind needs. Without script all parts show.
const kind = document.querySelector("[name=kind]");

function put(part, shown) {
  if (part) part.hidden = !shown;
}

function show() {
  document.querySelectorAll("[data-kinds]").forEach((part) => {
    const panel = part.closest("section") || part;
    put(panel, !kind.value || part.dataset.kinds.split(" ").includes(kind.value));
  });
  const cell = (name) => document.querySelector(`[name=${name}]`)?.closest(".w-panel__wrapper");
  for (let row = 1; row <= 8; row += 1) {
    put(cell(`correct_${row}`), ["", "single", "multi", "judge"].includes(kind.value));
    put(cell(`fits_${row}`), ["", "match"].includes(kind.value));
    if (row > 2) put(cell(`option_${row}`), kind.value !== "judge");
  }
}

if (kind) {
  kind.addEventListener("change", show);
  show();
}
