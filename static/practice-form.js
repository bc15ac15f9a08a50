// The form of practice counts again by itself whenever something is changed, and shows the sections of the exam that is chosen.

const form = document.getElementById("practice");
for (const button of form.querySelectorAll("[data-update]")) button.remove();

let asked = 0;
async function update(whole) {
  const turn = ++asked;
  const query = new URLSearchParams(new FormData(form));
  // Sections of another exam mean nothing.
  if (whole) for (const name of ["section", "topic"]) query.delete(name);
  try {
    const reply = await fetch(`/practice?${query}`);
    if (!reply.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (turn !== asked) return;
    const ids = whole ? ["areas", "fits"] : ["fits"];
    for (const id of ids) document.getElementById(id)?.replaceChildren(...page.getElementById(id).childNodes);
    for (const count of form.querySelectorAll("[data-count]")) {
      count.replaceChildren(...page.querySelector(`[data-count="${count.dataset.count}"]`).childNodes);
    }
    history.replaceState(null, "", `/practice?${query}`);
  } catch {
    // Without an answer the numbers stay as they were; starting tells what there is.
  }
}

let pause;
form.addEventListener("change", ({ target }) => update(target.name === "certification"));
form.addEventListener("input", ({ target }) => {
  if (target.inputMode !== "numeric") return;
  clearTimeout(pause);
  pause = setTimeout(() => update(false), 300);
});
