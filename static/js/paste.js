// Pastes what was copied from Word, Google Docs or a web page as Markdown: the site converts it.
// Hooks: <form data-paste="address"> with a <textarea> and [data-pasted], which says what came along and takes it back.
const SHAPED = "h1, h2, h3, h4, h5, h6, ul, ol, table, a, b, strong, i, em, p + p, [style*=mso-list]";

// Keeps the browser's own undo where it can.
export const insert = (area, text) => {
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

// What was copied, without pictures' contents, or nothing where plain text says the same.
const shaped = (html) => {
  const copied = new DOMParser().parseFromString(html, "text/html");
  for (const image of copied.querySelectorAll("img")) image.removeAttribute("src");
  return copied.querySelector(SHAPED) ? copied.documentElement.outerHTML : "";
};

const attach = (form) => {
  const area = form.querySelector("textarea");
  const panel = form.querySelector("[data-pasted]");
  let before = "";

  const say = (text, undo) => {
    panel.hidden = false;
    panel.querySelector("[role=status]").textContent = text;
    panel.querySelector("button").hidden = !undo;
  };

  area.addEventListener("paste", async (event) => {
    const html = shaped(event.clipboardData.getData("text/html"));
    const plain = event.clipboardData.getData("text/plain");
    if (!html) return;
    event.preventDefault();
    before = area.value;
    const body = new FormData();
    body.set("html", html);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.paste, { method: "POST", body }).then((got) => got.json()).catch(() => null);
    insert(area, answer?.markdown ?? plain);
    if (answer) say(answer.said ?? answer.error, Boolean(answer.said));
  });
  panel.querySelector("button").addEventListener("click", () => {
    area.select();
    insert(area, before);
    panel.hidden = true;
  });
};

document.querySelectorAll("[data-paste]").forEach(attach);
