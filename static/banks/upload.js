// The form that uploads a file: takes what is dropped on it, says at once when a file is too large, and that it is sending.

const form = document.querySelector("form.upload");
const field = form.querySelector('input[type="file"]');
const zone = form.querySelector(".drop");
const error = form.querySelector(".error");
const status = form.querySelector('[role="status"]');
const largest = Number(form.dataset.largest);

const megabytes = (bytes) => `${Math.ceil(bytes / 1e5) / 10} MB`;

function say(fault) {
  error.textContent = fault;
  error.hidden = !fault;
  field.toggleAttribute("aria-invalid", Boolean(fault));
  if (fault) field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", fault ? "file-hint file-error" : "file-hint");
}

// Whether what is chosen can be sent; says so.
function look() {
  const file = field.files[0];
  status.textContent = file ? `${file.name}, ${megabytes(file.size)}` : "";
  if (file && file.size > largest) {
    say(`This file has ${megabytes(file.size)}, and ${megabytes(largest)} is the most that is read at once. Export it in parts, by category for example.`);
    return false;
  }
  if (file && file.size === 0) {
    say("This file is empty; export it anew, or choose another.");
    return false;
  }
  say("");
  return true;
}
field.addEventListener("change", look);

for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}
form.addEventListener("dragleave", (event) => {
  if (!form.contains(event.relatedTarget)) zone.classList.remove("over");
});
form.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  zone.classList.remove("over");
  if (event.dataTransfer.files.length > 1) {
    say("One file at a time, please; several can be put into a zip.");
    return;
  }
  field.files = event.dataTransfer.files;
  if (look()) form.requestSubmit();
});

form.addEventListener("submit", (event) => {
  if (!look() || form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelector("button").setAttribute("aria-disabled", "true");
  status.textContent = `Sending ${field.files[0]?.name ?? "the file"} …`;
});
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  form.querySelector("button").removeAttribute("aria-disabled");
  look();
});
