// Searches the boxes of a picker while somebody types, and counts what is chosen. The form works without.
// Hook: <div data-picker> with a search, <details> of boxes, [data-number], [data-names] and [data-nothing].
import { searchFor } from "./words.js";

for (const picker of document.querySelectorAll("[data-picker]")) {
  const search = picker.querySelector("input[type=search]");
  const groups = [...picker.querySelectorAll("details")];
  const rows = (group) => [...group.querySelectorAll("li")];
  const nothing = picker.querySelector("[data-nothing]");
  picker.querySelector("button").remove(); // typing is enough

  const find = () => {
    const has = searchFor(search.value);
    picker.querySelector("[data-answer]")?.remove();
    for (const group of groups) {
      let found = 0;
      for (const row of rows(group)) {
        row.hidden = Boolean(has) && !has(row.textContent);
        found += !row.hidden;
      }
      group.hidden = !found;
      if (has) group.open = found > 0;
    }
    nothing.hidden = groups.some((group) => !group.hidden);
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would save the form
  });
  picker.addEventListener("change", () => {
    const chosen = [...picker.querySelectorAll("li :checked")];
    picker.querySelector("[data-number]").textContent = chosen.length;
    const names = chosen.map((box) => box.closest("label").textContent.trim());
    picker.querySelector("[data-names]").textContent = names.length ? `· ${names.join(", ")}` : "";
    for (const group of groups) {
      group.querySelector("[data-number]").textContent = group.querySelectorAll(":checked").length;
    }
  });
}
