// Says what htmx changed. A swapped region may hold one [data-live] text for the screen reader; an error summary takes the focus.
const live = document.querySelector("#live");

document.addEventListener("htmx:afterSwap", ({ detail: { elt } }) => {
  const errors = elt.querySelector(".summary-errors");
  if (errors) errors.focus();
  const said = elt.querySelector("[data-live]");
  if (said) live.textContent = said.textContent;
});

for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, () => {
    live.textContent = document.querySelector("meta[name=live-error]").content;
    live.classList.remove("vh");
    live.classList.add("alert", "alert-danger");
  });
}
