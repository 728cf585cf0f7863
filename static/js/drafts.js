// What is typed into a log outlives a closed page: kept on the device until it is saved, or cleared by its writer.
// Hooks: [data-unsent] with owner and words, <form data-log> with [data-clear]. What a confidential log hides is not kept.
const { unsent: owner, words } = document.querySelector("[data-unsent]").dataset;
const OF_THE_PAGE = ["csrfmiddlewaretoken", "sent_as", "session_id", "revision"];
const CONTENT = ["topics", "summary"];
const revision = (form) => form.elements.revision?.value ?? "";

const store = (mode, act) => new Promise((done, fail) => {
  const opening = indexedDB.open("drafts", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "action" });
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const step = opening.result.transaction("drafts", mode);
    const asked = act(step.objectStore("drafts"));
    step.oncomplete = () => { opening.result.close(); done(asked.result); };
    step.onabort = () => fail(step.error);
  };
});
const drop = (action) => store("readwrite", (drafts) => drafts.delete(action));
const keep = (form) => {
  const left = form.elements.confidential?.checked ? [...OF_THE_PAGE, ...CONTENT] : OF_THE_PAGE;
  const fields = [...new FormData(form)].filter(([name]) => !left.includes(name));
  return store("readwrite", (drafts) => drafts.put({ action: form.action, owner, revision: revision(form), fields }));
};

const fill = (form, fields) => {
  for (const control of form.elements) {
    if (!control.name || OF_THE_PAGE.includes(control.name)) continue;
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
    else if (values.length) [control.value] = values;
  }
  for (const fold of [form.closest("details"), ...form.querySelectorAll("details")]) fold?.setAttribute("open", "");
  form.querySelector("[data-clear]").hidden = false;
  const line = document.querySelector("[data-said]");
  line.hidden = false;
  line.textContent = JSON.parse(words).draft;
};

const waiting = new Map();
const forget = (form) => {
  clearTimeout(waiting.get(form));
  form.querySelector("[data-clear]").hidden = true;
  drop(form.action).catch(() => {});
};
document.addEventListener("input", ({ target: { form } }) => {
  if (!form?.matches("[data-log]")) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form).catch(() => {}), 300));
});
for (const kind of ["submit", "reset"]) {
  document.addEventListener(kind, ({ target }) => { if (target.matches("[data-log]")) forget(target); });
}

// A draft of somebody else goes; so does one of a log that was changed since. A form that was sent back shows what it was sent.
const restore = async () => {
  const forms = new Map([...document.querySelectorAll("[data-log]")].map((form) => [form.action, form]));
  for (const draft of await store("readonly", (drafts) => drafts.getAll())) {
    const form = forms.get(draft.action);
    if (draft.owner !== owner || (form && draft.revision !== revision(form))) await drop(draft.action);
    else if (form && !form.querySelector(".is-invalid")) fill(form, draft.fields);
  }
};
restore().catch(() => {}); // a browser that keeps nothing has nothing to bring back
