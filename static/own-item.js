// Notes and flags of items are saved in place. Without this file their forms lead back to where they stand.

for (const form of document.querySelectorAll("form[data-own]")) {
  const status = form.querySelector('[role="status"]');
  let latest = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const number = ++latest;
    const button = event.submitter ?? form.querySelector('button[type="submit"]');
    const say = (text) => {
      if (number === latest) status.textContent = text;
    };
    say("Saving …");
    let saved = false;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form, button)),
        keepalive: true,
      });
      saved = response.ok;
      const failure = saved ? null : (await response.json().catch(() => null))?.message;
      say(saved ? "Saved" : (failure ?? "Not saved. Try again."));
    } catch {
      say("Not saved: no connection. Try again.");
    }
    if (saved && form.dataset.own === "flag" && number === latest) turn(form, button);
  });
  const note = form.querySelector("textarea");
  note?.addEventListener("input", () => {
    latest += 1;
    status.textContent = "Not saved yet";
  });
  // Whoever writes a note and goes on to the next item means to keep it.
  note?.addEventListener("change", () => form.requestSubmit());
}

// The button offers the other way round now, and the item's head says how it stands.
function turn(form, button) {
  const flagged = button.value === "true";
  button.value = String(!flagged);
  button.textContent = flagged ? "Take the flag off" : button.dataset.flag;
  const badge = form.closest("article")?.querySelector("[data-flagged]");
  if (badge) badge.hidden = !flagged;
}
