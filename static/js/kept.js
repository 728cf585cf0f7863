// Logs outlive a lost connection: kept on the device, sent once, shown until then. Without a script forms go as they are.
// Hooks: [data-unsent] with addresses and words, <form data-log="title">.
const box = document.querySelector("[data-unsent]");
const { unsent: owner, page } = box.dataset;
const words = JSON.parse(box.dataset.words);
const WHEN = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" };
const say = (text) => {
  const line = document.querySelector("[data-said]");
  line.hidden = false;
  line.textContent = text;
};

// What is kept belongs to one account. ----------------------------------------------------------------------------
const store = (mode, act) => new Promise((done, fail) => {
  const opening = indexedDB.open("logs", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("logs", { keyPath: "number" });
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const step = opening.result.transaction("logs", mode);
    const asked = act(step.objectStore("logs"));
    step.oncomplete = () => { opening.result.close(); done(asked.result); };
    step.onabort = () => fail(step.error);
  };
});
const keep = (log) => {
  localStorage.keptBy = owner;
  return store("readwrite", (logs) => logs.put(log));
};
const drop = (number) => store("readwrite", (logs) => logs.delete(number));
const kept = async () => {
  if ((localStorage.keptBy ?? owner) !== owner) {
    await store("readwrite", (logs) => logs.clear());
    (await navigator.serviceWorker?.getRegistration())?.active?.postMessage("unkeep");
    localStorage.removeItem("keptBy");
  }
  // One that this page shows in its form waits for what its writer decides there.
  const shown = [...document.querySelectorAll("[data-log] [name=sent_as]")].map(({ value }) => value);
  return (await store("readonly", (logs) => logs.getAll())).filter(({ number }) => !shown.includes(number));
};

// Sending -----------------------------------------------------------------------------------------------------------
const token = async () => {
  const got = await fetch(page);
  const html = new DOMParser().parseFromString(await got.text(), "text/html");
  if (html.querySelector("[data-unsent]")?.dataset.unsent !== owner) throw new Error(words.signedOut);
  return html.querySelector("[name=csrfmiddlewaretoken]").value;
};
const post = ({ action, fields }, csrf) => fetch(action, {
  method: "POST",
  body: new URLSearchParams([...fields, ["csrfmiddlewaretoken", csrf]]),
  headers: { Accept: "application/json" },
});
// Returns where its page is, or what is in the way; what was sent before counts as sent.
const send = async (log, csrf) => {
  const got = await post(log, csrf).catch(() => null);
  if (!got || got.status >= 500) return { why: words.waiting };
  if (got.redirected) return { why: words.signedOut };
  const answer = await got.json().catch(() => ({}));
  if (!got.ok) return { why: answer.said ?? words.refused, decide: true, invalid: got.status === 422 };
  await drop(log.number);
  return answer;
};
const sendAll = async () => {
  const logs = await kept();
  const whys = new Map();
  if (logs.length) {
    try {
      const csrf = await token();
      for (const log of logs) whys.set(log.number, await send(log, csrf));
    } catch (error) {
      for (const { number } of logs) whys.set(number, { why: error instanceof TypeError ? words.waiting : error.message });
    }
  }
  const left = await show(whys);
  if (logs.length && !left) say(words.sent);
};

// Showing -----------------------------------------------------------------------------------------------------------
const look = async ({ action, fields }) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action });
  for (const [name, value] of [...fields, ["csrfmiddlewaretoken", await token()]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
};
const row = (log, { why, decide } = { why: words.waiting }) => {
  const made = box.querySelector("template").content.cloneNode(true);
  made.querySelector("b").textContent = log.title;
  made.querySelector("span").textContent = why;
  const [see, remove] = made.querySelectorAll("button");
  see.hidden = !decide;
  see.addEventListener("click", () => look(log).catch(() => say(words.waiting)));
  remove.addEventListener("click", async () => { await drop(log.number); show(new Map()); });
  return made;
};
const show = async (whys) => {
  const logs = await kept();
  box.querySelector("ul").replaceChildren(...logs.map((log) => row(log, whys.get(log.number))));
  box.hidden = !logs.length;
  // Signing out asks first while something is kept.
  document.cookie = `unsent=1; path=/; samesite=lax; max-age=${logs.length ? 31536000 : 0}`;
  return logs.length;
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-log]") || !isSecureContext) return;
  event.preventDefault();
  const { sent_as: number, session_id: session, date, time, csrfmiddlewaretoken: csrf } = form.elements;
  if (!number.value) {
    number.value = crypto.randomUUID();
    if (session) session.value = crypto.randomUUID();
  }
  const fields = [...new FormData(form)].filter(([name]) => name !== csrf.name);
  const when = new Date(`${date.value}T${time.value}`).toLocaleString(document.documentElement.lang, WHEN);
  const log = { number: number.value, action: form.action, fields, title: `${form.dataset.log}, ${when}` };
  try {
    await keep(log);
  } catch {
    return form.submit();
  }
  const { to, why, invalid } = await send(log, csrf.value);
  if (to) return location.assign(to);
  if (invalid) { await drop(log.number); return form.submit(); }
  number.value = "";
  form.reset();
  form.closest("details")?.removeAttribute("open");
  if (why === words.waiting) { await show(new Map()); say(words.kept); } else await sendAll();
  box.scrollIntoView();
});
addEventListener("online", sendAll);
document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
sendAll().catch(() => {}); // a browser that keeps nothing has nothing to send
