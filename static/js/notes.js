// Searches the private notes of a page on this device, while their writer types; nothing of it is sent or kept.
// Hooks: <div data-find-notes hidden> with an input and [data-found], which says 0 for how many; <section data-month> with
// a <li> for each note, whose words are in [data-words].
import { searchFor } from "./words.js";

const panel = document.querySelector("[data-find-notes]");
const said = panel.querySelector("[data-found]");
const months = [...document.querySelectorAll("[data-month]")].map((section) => ({
  section,
  notes: [...section.querySelectorAll("li")].map((row) => ({
    row,
    text: [...row.querySelectorAll("[data-words]")].map((part) => part.textContent).join(" "),
  })),
}));

const find = ({ target }) => {
  const has = searchFor(target.value);
  let number = 0;
  for (const { section, notes } of months) {
    let found = 0;
    for (const { row, text } of notes) {
      row.hidden = Boolean(has) && !has(text);
      found += !row.hidden;
    }
    section.hidden = !found;
    number += found;
  }
  said.textContent = has ? said.dataset.found.replace("0", number) : "";
};

panel.addEventListener("input", find);
panel.hidden = false;
