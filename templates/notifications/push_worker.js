// Shows what the site pushes, and opens its page when it is tapped. What is shown again replaces what was there.
addEventListener("install", () => skipWaiting());
addEventListener("push", (event) => {
  const { title, path, tag } = event.data.json();
  event.waitUntil(registration.showNotification(title, { tag, data: path, icon: "{% load static %}{% static 'favicon.svg' %}" }));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});
