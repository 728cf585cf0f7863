// The time zone of this browser comes first in a list of zones, and is chosen where nothing was.
// Hooks: <select data-zone>; an <option> names in data-also what its zone was called before.
const told = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const select of document.querySelectorAll("select[data-zone]")) {
  const options = [...select.querySelectorAll("option")];
  const own = options.find((option) => option.value === told || option.dataset.also?.split(" ").includes(told));
  if (!own) continue;
  const chosen = select.value;
  select.prepend(own);
  select.value = chosen || own.value;
}
