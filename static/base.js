// Comforts for every page; each works without this file, only less conveniently.

// Times are printed in UTC by the server; here they are told in the reader's own time zone and language.
const formats = {
  date: { dateStyle: "medium" },
  time: { timeStyle: "short" },
  moment: { dateStyle: "medium", timeStyle: "short" },
};
for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  time.title = time.textContent;
  time.textContent = new Intl.DateTimeFormat(undefined, formats[time.dataset.local]).format(moment);
}

// A button beside each password field that shows what was typed.
for (const field of document.querySelectorAll('input[type="password"]')) {
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "button";
  toggle.textContent = "Show";
  toggle.setAttribute("aria-pressed", "false");
  toggle.setAttribute("aria-label", "Show password");
  toggle.setAttribute("aria-controls", field.id);
  toggle.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    toggle.textContent = shown ? "Show" : "Hide";
    toggle.setAttribute("aria-label", shown ? "Show password" : "Hide password");
    toggle.setAttribute("aria-pressed", String(!shown));
  });
  field.form?.addEventListener("submit", () => (field.type = "password"));
  const row = document.createElement("div");
  row.className = "with-action";
  const focused = field === document.activeElement || field.autofocus;
  field.replaceWith(row);
  row.append(field, toggle);
  if (focused) field.focus();
}

// A form is sent once: a second click while the first is under way does nothing.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});
