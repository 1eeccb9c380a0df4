// A PDF or slides one page at a time. Without script all pages stand below each other.

class Deck {
  constructor(figure) {
    this.figure = figure;
    this.sheets = [...figure.querySelectorAll("[data-page]")];
    this.select = figure.querySelector("[data-go-to]");
    this.before = figure.querySelector("[data-go='-1']");
    this.after = figure.querySelector("[data-go='1']");
    figure.querySelector("[data-deck-bar]").hidden = false;
    this.before.addEventListener("click", () => this.show(this.at - 1));
    this.after.addEventListener("click", () => this.show(this.at + 1));
    this.select.addEventListener("change", () => this.show(Number(this.select.value)));
    figure.querySelector("[data-zoom]").addEventListener("click", (event) => this.zoom(event.currentTarget));
    figure.addEventListener("keydown", (event) => this.key(event));
    this.show(0);
  }

  show(number) {
    this.at = Math.min(Math.max(number, 0), this.sheets.length - 1);
    this.sheets.forEach((sheet, place) => { sheet.hidden = place !== this.at; });
    const next = this.sheets[this.at + 1]?.querySelector("img");
    if (next) next.loading = "eager"; // ready before it is asked for
    this.select.value = String(this.at);
    this.before.disabled = this.at === 0;
    this.after.disabled = this.at === this.sheets.length - 1;
  }

  zoom(button) {
    const large = this.figure.classList.toggle("is-large");
    button.setAttribute("aria-pressed", String(large));
    this.sheets.forEach((sheet) => { sheet.querySelector(".deck-sheet").tabIndex = large ? 0 : -1; }); // to scroll by keys
  }

  key(event) {
    if (event.target.matches("select, input, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = { ArrowLeft: this.at - 1, PageUp: this.at - 1, ArrowRight: this.at + 1, PageDown: this.at + 1, Home: 0, End: this.sheets.length };
    if (!(event.key in steps) || (this.figure.classList.contains("is-large") && event.target.matches(".deck-sheet"))) return;
    event.preventDefault();
    this.show(steps[event.key]);
  }

  seen(sheet) {
    const place = this.sheets.indexOf(sheet);
    if (place >= 0) this.select.options[place].textContent = `${place + 1} ✓`;
  }
}

const decks = [...document.querySelectorAll("[data-deck]")].map((figure) => new Deck(figure));
const root = document.querySelector("[data-player]");
const sheets = decks.flatMap((deck) => deck.sheets);

document.addEventListener("study:page-seen", (event) => {
  decks.forEach((deck) => deck.seen(sheets[event.detail]));
});

// Going on where one stopped: the lesson's position tells the page.
if (root?.dataset.rule === "pages" && sheets.length) {
  const stopped = sheets[Math.floor(Number(root.dataset.position) / (Number(root.dataset.span) / sheets.length))];
  decks.forEach((deck) => {
    if (deck.sheets.includes(stopped)) deck.show(deck.sheets.indexOf(stopped));
  });
}
