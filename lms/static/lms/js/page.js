// Small comforts on every page; each page works without them.

const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(event, opener);
  if (event.target.closest("[data-print]")) window.print();
});

// "/" goes to the search box, wherever one is not typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = [...document.querySelectorAll("[data-slash]")].find((one) => one.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// <a href="confirm/" data-dialog="hand-in">: the link stays the way without script.
function openDialog(event, opener) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
}

document.querySelectorAll("[data-print][hidden]").forEach((button) => button.removeAttribute("hidden"));

// Definitions are folded on the screen and belong under the table on paper.
const definitions = () => document.querySelectorAll("details.definitions");
window.addEventListener("beforeprint", () => definitions().forEach((fold) => {
  fold.dataset.was = fold.open;
  fold.open = true;
}));
window.addEventListener("afterprint", () => definitions().forEach((fold) => {
  fold.open = fold.dataset.was === "true";
}));

// A form with mistakes opens at the summary of them.
document.querySelector("[role=alert][tabindex]")?.focus();
