// Keeps the page on which sessions are logged on a phone, and removes it. Hooks: [data-keep] with two buttons; [data-unsent].
const panel = document.querySelector("[data-keep]");
const [on, off] = panel.querySelectorAll("button");
const { unsent: owner, worker, words } = document.querySelector("[data-unsent]").dataset;
const { keeping, away } = JSON.parse(words);
const phone = navigator.serviceWorker;

const show = async () => {
  const registration = await phone.getRegistration();
  on.hidden = Boolean(registration);
  off.hidden = !registration;
  panel.hidden = false;
  return registration;
};
// A worker that could not fetch the page is redundant, and its registration goes.
const settled = (installing) => new Promise((done) => {
  if (!installing) return done();
  const finish = () => ["activated", "redundant"].includes(installing.state) && done();
  installing.addEventListener("statechange", finish);
});

on.addEventListener("click", async () => {
  localStorage.keptBy = owner;
  const { installing } = await phone.register(worker).catch(() => ({}));
  await settled(installing);
  const line = document.querySelector("[data-said]");
  line.textContent = await show() ? keeping : away;
  line.hidden = false;
  line.scrollIntoView();
});
off.addEventListener("click", async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await (await phone.getRegistration())?.unregister();
  await show();
});
if (phone) show();
