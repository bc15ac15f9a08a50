// A moment in another zone is told in the reader's own time too; where the zones are one, once is enough.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const telling of document.querySelectorAll(".own-time")) {
  if (telling.dataset.zone === own) telling.remove();
}
