// Adds the device that somebody is looking at. Hooks: [data-push] with worker, scope and key; in it [data-add], the button of a form,
// which stays hidden where the browser cannot show notifications, [data-without] and [data-refused].
const panel = document.querySelector("[data-push]");
const { worker, scope, key } = panel.dataset;
const button = panel.querySelector("[data-add]");
const phone = navigator.serviceWorker;

const subscribed = async () => {
  if (await Notification.requestPermission() !== "granted") throw new Error("not allowed");
  await phone.register(worker, { scope });
  const { pushManager } = await phone.ready;
  // One that belongs to an earlier key of the site takes nothing any more.
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    button.form.elements.subscription.value = JSON.stringify(await subscribed());
    button.form.submit();
  } catch {
    button.disabled = false;
    panel.querySelector("[data-refused]").hidden = false;
  }
});
if (phone && "PushManager" in window) {
  button.hidden = false;
  panel.querySelector("[data-without]").hidden = true;
}
