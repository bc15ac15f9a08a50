// The form of an assignment: the browser's time zone to start with, the exam's minutes as a hint, and the examples of what
// the closing does, told anew as figures change. Without this file the server tells them.
const form = document.querySelector(".assignment-form");
const { edition, minutes, opens, closes, time_zone: zone } = form.elements;

if ("fresh" in form.dataset) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}

const exam = form.querySelector("#edition");
const counted = (number) => `${number} ${number === 1 ? "minute" : "minutes"}`;
const clock = (moment) => moment.toISOString().slice(11, 16);

function tell() {
  const ownMinutes = Number(exam.selectedOptions[0]?.dataset.minutes ?? 60);
  minutes.placeholder = String(ownMinutes);
  const typed = minutes.value.trim() === "" ? ownMinutes : Number(minutes.value);
  // The zone doesn't matter for the example, so the local time is read as if it were UTC.
  const end = new Date(`${closes.value}Z`);
  if (!Number.isInteger(typed) || typed < 1 || typed > 600 || Number.isNaN(end.getTime())) return;
  const left = Math.max(1, Math.floor(typed / 3));
  const start = new Date(end.getTime() - left * 60000);
  const whole = new Date(start.getTime() + typed * 60000);
  form.querySelector("#cut-example").textContent = `Who starts at ${clock(start)} has ${counted(left)}, until ${clock(end)}.`;
  form.querySelector("#whole-example").textContent = `Who starts at ${clock(start)} has all ${counted(typed)}, until ${clock(whole)}.`;
}

for (const field of [exam, minutes, opens, closes]) field.addEventListener("input", tell);
tell();
