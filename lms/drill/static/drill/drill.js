// Keys in practice: a letter or a number chooses its option, Enter answers or goes on.

const form = document.getElementById("drill");
const next = document.getElementById("next");

const busy = (event) => event.ctrlKey || event.altKey || event.metaKey || event.isComposing
  || /^(?:INPUT|SELECT|TEXTAREA|BUTTON|A|SUMMARY)$/.test(event.target.tagName) && !/^(?:radio|checkbox)$/.test(event.target.type);

const optionOf = (key) => {
  const options = [...form.querySelectorAll("input[name=a]:is([type=radio], [type=checkbox])")];
  return options.find((option) => option.value === key.toUpperCase()) ?? options[Number(key) - 1];
};

document.addEventListener("keydown", (event) => {
  if (busy(event)) return;
  if (event.key === "Enter" && (form || next)) {
    event.preventDefault();
    if (form) form.requestSubmit(); else next.click();
  } else if (form && /^[a-z1-9]$/i.test(event.key)) {
    const option = optionOf(event.key);
    if (!option) return;
    event.preventDefault();
    option.click();
    option.focus();
  }
});

form?.addEventListener("change", () => {
  for (const label of form.querySelectorAll(".answer")) label.classList.toggle("answer-chosen", label.querySelector("input").checked);
});
form?.addEventListener("submit", (event) => { event.submitter?.setAttribute("aria-busy", "true"); });
