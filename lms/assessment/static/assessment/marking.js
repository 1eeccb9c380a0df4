// Number keys go to the points wherever the hand is, and a button sets them; saving is the form's own.
const form = document.querySelector("[data-marking]")
const points = form.elements.points
const buttons = [...form.querySelectorAll("[data-points]")]

function show() {
  for (const one of buttons) one.setAttribute("aria-pressed", String(points.value !== "" && Number(one.dataset.points) === Number(points.value)))
}

for (const one of buttons) one.addEventListener("click", () => { points.value = one.dataset.points; show(); points.focus() })
points.addEventListener("input", show)
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey
  if (busy) return
  if (/^[0-9.]$/.test(event.key)) { points.value = ""; points.focus() }
  if (event.key === "Enter" && !event.target.closest("button, a, summary")) { event.preventDefault(); form.requestSubmit() }
})
form.addEventListener("submit", (event) => {
  // A double click saves once; the server would refuse nothing and change nothing either.
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = "1"
})
window.addEventListener("pageshow", () => { delete form.dataset.sent })
show()
