// Writing a part of a draft: buttons for Markdown, a live preview, saving while somebody writes, and who else is here.
// The form works without any of it. Hooks: <form data-editor> with addresses and words in its data attributes.
import { insert } from "./paste.js";

const form = document.querySelector("[data-editor]");
const area = form.elements.body;
const { preview, picture, most, words } = form.dataset;
const said = JSON.parse(words);
const state = document.querySelector("[data-state]");
const others = document.querySelector("[data-others]");
const kept = document.querySelector("[data-kept]");
const name = () => `part:${form.action}`;
const QUIET = 1500, SHOW = 600, HERE = 20000, AGAIN = 10000; // milliseconds
const NO_TEXT = ["csrfmiddlewaretoken", "revision", "part", "picture", "description"];

const fields = () => {
  const data = new FormData(form);
  for (const field of ["picture", "description"]) data.delete(field);
  return data;
};
const revision = () => form.elements.revision.value;
const text = () => JSON.stringify([...fields()].filter(([field]) => !NO_TEXT.includes(field)));
area.setSelectionRange(area.value.length, area.value.length); // where pictures go before somebody has clicked
let stored = text(), stopped = false, saving = false;

// A page that answers with another one, as after the session has ended, is no answer.
const ask = async (address, data) => {
  const got = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (got.redirected || got.status === 403) throw new Error("signed out");
  return [got.status, await got.json()];
};
const later = (wait, act) => {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, wait); };
};

// Whatever happens to the session or the network, the window keeps the text.
const keep = () => sessionStorage.setItem(name(), JSON.stringify({ text: text(), revision: revision() }));
const forget = () => sessionStorage.removeItem(name());

const show = later(SHOW, async () => {
  const [, { html }] = await ask(preview, fields()).catch(() => [0, {}]);
  if (html === undefined) return;
  const made = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("#preview").replaceChildren(...made.body.childNodes);
});

// What was saved for the first time has an address from then on, and others can see that it is open.
const settle = ({ part, address, opened }) => {
  if (form.elements.part.value) return;
  forget();
  form.elements.part.value = part;
  form.action = address;
  form.dataset.opened = opened;
  history.replaceState(null, "", address);
};

const save = later(QUIET, async () => {
  const sent = text();
  if (stopped || saving || sent === stored) return;
  saving = true;
  try {
    const [status, answer] = await ask(form.action, fields());
    state.textContent = answer.said;
    stopped = Boolean(answer.decide);
    if (stopped) state.className = "alert alert-warning measure";
    if (status === 200) {
      form.elements.revision.value = answer.revision;
      stored = sent;
      settle(answer);
      if (text() === sent) forget();
      else keep();
    }
  } catch (error) {
    state.textContent = error.message === "signed out" ? said.signedOut : said.away;
    setTimeout(back, AGAIN);
  } finally {
    saving = false;
  }
  if (text() !== sent) save();
});

// Signing in again gives the page another token; with it saving goes on.
const back = async () => {
  const got = await fetch(location.href).catch(() => null);
  if (!got?.ok || got.redirected) return setTimeout(back, AGAIN);
  const page = new DOMParser().parseFromString(await got.text(), "text/html");
  form.elements.csrfmiddlewaretoken.value = page.querySelector("[data-editor] [name=csrfmiddlewaretoken]").value;
  save();
};

const here = async () => {
  const { opened } = form.dataset;
  if (!opened) return;
  const [, answer] = await ask(opened, fields()).catch(() => [0, {}]);
  if (answer.opened === undefined) return;
  others.hidden = !answer.opened;
  if (others.textContent !== answer.opened) others.textContent = answer.opened;
};

form.addEventListener("input", ({ target }) => {
  if (NO_TEXT.includes(target.name)) return;
  keep();
  show();
  if (!stopped) { state.textContent = said.unsaved; save(); }
});

// The buttons -------------------------------------------------------------------------------------------------------
const chosen = () => area.value.slice(area.selectionStart, area.selectionEnd);
const atLineStart = () => {
  area.selectionStart = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
};
const lines = (sign) => () => {
  atLineStart();
  const made = (chosen() || said.words).split("\n").map((line, place) => `${sign(place)}${line}`);
  insert(area, made.join("\n"));
};
const block = (made) => () => {
  area.selectionStart = area.selectionEnd;
  insert(area, `${area.value.slice(0, area.selectionEnd).trimEnd() ? "\n\n" : ""}${made}\n`);
};
const buttons = {
  heading: lines(() => "## "),
  bold: () => insert(area, `**${chosen() || said.words}**`),
  bullets: lines(() => "- "),
  numbers: lines((place) => `${place + 1}. `),
  quote: lines(() => "> "),
  link: () => insert(area, `[${chosen() || said.words}](https://)`),
  table: block(`| ${said.words} | ${said.words} |\n| --- | --- |\n|  |  |`),
};
const bar = form.querySelector("[data-toolbar]");
bar.hidden = false;
bar.addEventListener("click", ({ target }) => buttons[target.closest("[data-insert]")?.dataset.insert]?.());
bar.querySelector("select")?.addEventListener("change", ({ target }) => {
  const { value, selectedOptions: [option] } = target;
  if (value) insert(area, `[${chosen() || option.text}](chapter:${value})`);
  target.selectedIndex = 0;
});
area.addEventListener("keydown", (event) => {
  const act = (event.ctrlKey || event.metaKey) && !event.altKey && { b: "bold", k: "link" }[event.key.toLowerCase()];
  if (act) { event.preventDefault(); buttons[act](); }
});

// A picture goes to where the text was left -----------------------------------------------------------------------
const complain = (field, message) => {
  const id = `${field.id}-refused`;
  document.getElementById(id)?.remove();
  field.classList.toggle("is-invalid", Boolean(message));
  field.toggleAttribute("aria-invalid", Boolean(message));
  if (!message) return;
  const note = Object.assign(document.createElement("p"), { id, className: "invalid-feedback", textContent: message });
  field.before(note);
  field.setAttribute("aria-describedby", id);
  field.focus();
};
form.querySelector("[data-add-picture]")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const { picture: file, description } = form.elements;
  const data = new FormData(form);
  const large = file.files[0]?.size > Number(most);
  const [, answer] = large
    ? [422, { errors: { picture: [said.large] } }]
    : await ask(picture, data).catch(() => [0, { errors: { picture: [said.away] } }]);
  complain(description, answer.errors?.description?.join(" "));
  complain(file, answer.errors?.picture?.join(" "));
  if (!answer.markdown) return;
  block(answer.markdown)();
  file.value = description.value = "";
});

// A text that this window kept --------------------------------------------------------------------------------------
const putBack = (values) => {
  const given = new FormData();
  for (const [field, value] of values) given.append(field, value);
  for (const field of form.elements) {
    if (!field.name || NO_TEXT.includes(field.name)) continue;
    if (field.type === "checkbox") field.checked = given.has(field.name);
    else if (field !== area && given.has(field.name)) field.value = given.get(field.name);
  }
  area.select();
  insert(area, given.get("body"));
};
const found = JSON.parse(sessionStorage.getItem(name()) ?? "null");
if (found && found.text !== text() && (!found.sent || found.revision === revision())) {
  kept.hidden = false;
  kept.querySelector("[data-restore]").addEventListener("click", () => {
    putBack(JSON.parse(found.text));
    kept.hidden = true;
  });
  kept.querySelector("[data-forget]").addEventListener("click", () => { forget(); kept.hidden = true; });
} else {
  forget();
}
form.addEventListener("submit", () => {
  const now = JSON.parse(sessionStorage.getItem(name()) ?? "null");
  if (now) sessionStorage.setItem(name(), JSON.stringify({ ...now, sent: true }));
});

here();
setInterval(here, HERE);
