// While an uploaded file is being read: shows how far it is, and the preview once it is there.

const bar = document.querySelector("progress");
const words = document.querySelector("#progress-words");
const address = bar.dataset.state;

async function look() {
  try {
    const reply = await fetch(address, { headers: { accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    const { state, percent, said } = await reply.json();
    if (state !== "reading") {
      location.reload();
      return;
    }
    if (percent === null) bar.removeAttribute("value");
    else bar.value = percent;
    if (words.textContent !== said) words.textContent = said;
  } catch {
    // The connection is away for a moment; the next look may have it back.
  }
  setTimeout(look, 400);
}
look();
