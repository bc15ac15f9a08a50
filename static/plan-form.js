// The form of a study plan: the browser's time zone to start with. Without this file it is chosen from the list.
const form = document.querySelector(".plan-form");
if ("fresh" in form.dataset) {
  const zone = form.elements.time_zone;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}
