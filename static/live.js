// A running exam as it is watched: the server sends the table when something happened, and the time left is counted here.

const live = document.getElementById("live");
const lost = document.getElementById("stream");
const ahead = Date.now() - Number(live.dataset.now);

function count() {
  const now = Date.now() - ahead;
  for (const cell of live.querySelectorAll("[data-deadline]")) {
    const seconds = Math.max(0, Math.ceil((cell.dataset.deadline - now) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    cell.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}

function listen() {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("open", () => (lost.hidden = true));
  events.addEventListener("error", () => {
    // The browser asks again by itself where it could not connect, but not after an answer that is no stream.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 10_000);
    // The server ends a stream now and then; only what stays away is worth a word.
    setTimeout(() => (lost.hidden = events.readyState === EventSource.OPEN), 8000);
  });
  events.addEventListener("rows", ({ data }) => show(data));
}

function show(data) {
  const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? "" : undefined;
  const at = live.querySelector(".table-wrap")?.scrollLeft ?? 0;
  live.innerHTML = data;
  const table = live.querySelector(".table-wrap");
  if (table) table.scrollLeft = at;
  // The keyboard stays where it was: at the same candidate, else at the table.
  if (focused !== undefined) {
    const link = focused && live.querySelector(`a[href="${CSS.escape(focused)}"]`);
    (link || table)?.focus({ preventScroll: true });
  }
  count();
}

listen();
count();
setInterval(count, 1000);
