// The items on the page: what was answered is read from it once, and shown in it from then on.

const bits = (inputs) => inputs.reduce((mask, input, place) => mask | (input.checked << place), 0);
const count = (mask) => mask.toString(2).replaceAll("0", "").length;
const WORDS = ["none", "one", "two", "three", "four", "five", "six"];
export const letter = (place) => String.fromCharCode(65 + place);

// `strike(index, place)` is called when the button beside an option is pressed.
export class Paper {
  constructor(strike) {
    const cells = [...document.querySelectorAll("nav .palette .cell")];
    this.items = [...document.querySelectorAll(".item")].map((article, index) => {
      const inputs = [...article.querySelectorAll("input[name=chosen]")];
      const options = [...article.querySelectorAll(".option")];
      const buttons = options.map((option, place) => strikeButton(option, place, () => strike(index, place)));
      return {
        article,
        inputs,
        options,
        buttons,
        cell: cells[index],
        heading: article.querySelector("h2"),
        form: article.querySelector("form"),
        count: article.querySelector(".count"),
        choose: Number(article.dataset.choose),
      };
    });
  }

  // What the server wrote into the page.
  entries() {
    return this.items.map(({ article, inputs, options }) => ({
      seq: Number(article.dataset.seq),
      chosen: bits(inputs),
      struck: options.reduce((mask, option, place) => mask | (option.classList.contains("struck") << place), 0),
      flagged: "flagged" in article.dataset,
    }));
  }

  show(index, { chosen, struck, flagged }) {
    const { inputs, options, buttons, cell, count: counter, choose } = this.items[index];
    inputs.forEach((input, place) => (input.checked = Boolean(chosen & (1 << place))));
    options.forEach((option, place) => {
      const out = Boolean(struck & (1 << place));
      option.classList.toggle("struck", out);
      buttons[place].setAttribute("aria-pressed", out);
    });
    if (counter) counter.textContent = `${count(chosen)} of ${choose} chosen`;
    cell.classList.toggle("answered", chosen > 0);
    cell.classList.toggle("flagged", flagged);
    cell.setAttribute("aria-label", label(index, chosen, flagged));
  }

  // The change that choosing the option at `place` means, or `null` when the item's number is reached.
  choice(index, place, { chosen, struck }) {
    const { choose } = this.items[index];
    const bit = 1 << place;
    if (choose === 1) return { chosen: bit, struck: struck & ~bit };
    if (chosen & bit) return { chosen: chosen & ~bit };
    return count(chosen) < choose ? { chosen: chosen | bit, struck: struck & ~bit } : null;
  }

  // The change that striking it out, or taking that back, means. What is struck out isn't chosen.
  striking(place, { chosen, struck }) {
    const bit = 1 << place;
    return { struck: struck ^ bit, chosen: struck & bit ? chosen : chosen & ~bit };
  }

  full(index) {
    const { choose } = this.items[index];
    return `This item asks for ${WORDS[choose] ?? choose}. Take one back first.`;
  }

  // Shows one item and no other; -1 shows none.
  turnTo(index) {
    this.items.forEach(({ article, cell }, at) => {
      article.hidden = at !== index;
      if (at === index) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    });
    // A block of code takes the focus only where it needs to be scrolled.
    for (const block of this.items[index]?.article.querySelectorAll(".stem pre") ?? []) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
      else block.removeAttribute("tabindex");
    }
  }

  lock() {
    for (const { form } of this.items) form.querySelector("fieldset").disabled = true;
  }
}

function label(index, chosen, flagged) {
  return `Item ${index + 1}, ${chosen ? "answered" : "not answered"}${flagged ? ", flagged" : ""}`;
}

function strikeButton(option, place, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "strike";
  button.title = button.ariaLabel = `Strike out option ${letter(place)}`;
  button.append(Object.assign(document.createElement("s"), { textContent: letter(place) }));
  button.addEventListener("click", press);
  option.append(button);
  return button;
}
