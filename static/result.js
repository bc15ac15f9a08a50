// The exam is over: what its room may have left in the browser isn't needed any more.
try {
  localStorage.removeItem(`invigil:${document.querySelector("[data-attempt]").dataset.attempt}`);
} catch {}
