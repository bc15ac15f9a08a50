// The keyboard of the room. `room` names what a key can do; where a key means nothing here, it keeps its own meaning.

const typing = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

export function listen(room) {
  let striking = false;

  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || target.matches?.(typing)) return;
    if (act(key.length === 1 ? key.toLowerCase() : key, event.shiftKey, target)) event.preventDefault();
  });

  // Whether the key was ours.
  function act(key, shift, target) {
    // A scrolled block keeps its arrows; the arrows of a group of radio buttons are ours, but up and down aren't.
    const arrows = !target.matches?.("pre[tabindex]");
    const struck = striking;
    striking = false;
    if (key === "?") return room.help(), true;
    if (!room.open()) return false;
    if (key === "j" || (key === "ArrowRight" && arrows)) return room.move(1), true;
    if (key === "k" || (key === "ArrowLeft" && arrows)) return room.move(-1), true;
    if (!room.onItem()) return false;
    if (key === "x") {
      striking = !struck;
      room.say(striking ? "Strike out: now press the option’s letter." : "Nothing struck out.");
      return true;
    }
    const place = "abcdef".includes(key) ? "abcdef".indexOf(key) : "123456".indexOf(key);
    const option = key.length === 1 && place >= 0 && place < room.options();
    if (key === "f" && (shift || !option)) return room.flag(), true;
    if (option) return (struck ? room.strike : room.choose)(place), true;
    // Enter in a choice would press the first button of its form, whichever that is.
    return key === "Enter" && target.matches?.("input");
  }
}
