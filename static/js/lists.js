// The keyboard and the boxes of a list that works without this. "/" goes to the search; in the list the arrows move
// from row to row, the space bar checks one, Shift with a click or an arrow checks those between, Escape clears.
// Hooks: <form data-list> with boxes named "row", [data-page], [data-all], [data-picked]; <input data-search>.
const typing = (el) => el.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

for (const form of document.querySelectorAll("[data-list]")) {
  const boxes = [...form.querySelectorAll("[name=row]")];
  const page = form.querySelector("[data-page]");
  const all = form.querySelector("[data-all]");
  const picked = form.querySelector("[data-picked]");
  const said = picked.textContent;
  let last = null;

  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    page.checked = number === boxes.length;
    page.indeterminate = number > 0 && !page.checked;
    picked.textContent = number && !all.checked ? picked.dataset.picked.replace("0", number) : said;
  };
  const between = (from, to, checked) => {
    const [first, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
    for (const box of boxes.slice(first, end + 1)) box.checked = checked;
  };

  page.hidden = false;
  page.addEventListener("change", () => { for (const box of boxes) box.checked = page.checked; tell(); });
  form.addEventListener("change", tell);
  form.addEventListener("click", ({ target, shiftKey }) => {
    if (!boxes.includes(target)) return;
    if (shiftKey && last) between(last, target, target.checked);
    last = target;
    tell();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && boxes.some((box) => box.checked)) {
      for (const box of [...boxes, all]) box.checked = false;
      return tell();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tbody tr");
    if (!step || !row) return;
    const from = row.querySelector("[name=row]");
    const to = boxes[boxes.indexOf(from) + step];
    event.preventDefault();
    if (!to) return;
    to.focus();
    if (event.shiftKey) { from.checked = to.checked = true; last = to; tell(); }
  });
  tell();
}
