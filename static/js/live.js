// Says what htmx has changed. Swapped content may hold one [data-live] text for screen readers; an error summary takes the focus.
const live = document.querySelector("#live");
const find = (el, selector) => (el.matches(selector) ? el : el.querySelector(selector));

document.addEventListener("htmx:load", ({ target }) => {
  if (target === document.body) return; // the page itself, not news
  find(target, ".summary-errors")?.focus();
  const said = find(target, "[data-live]");
  if (said) live.textContent = said.textContent;
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    live.textContent = document.querySelector("meta[name=live-error]").content;
    live.classList.replace("visually-hidden", "alert-danger");
    live.classList.add("alert");
  });
}
