from django.urls import path

from notifications.views import health, inbox, mail_events, metrics, phones, preferences

app_name = "notifications"

urlpatterns = [
    path("health/", health.check_site, name="check-site"),
    path("health/web/", health.check_web, name="check-web"),
    path("health/live/", health.check_process, name="check-process"),
    path("mail/events/<slug:provider>/", mail_events.receive_mail_event, name="receive-mail-event"),
    path("metrics/", metrics.show_metrics, name="show-metrics"),
    path("unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("inbox/", inbox.list_messages, name="list-messages"),
    path("inbox/<key:pk>/open/", inbox.open_message, name="open-message"),
    path("inbox/preferences/", preferences.edit_preferences, name="edit-preferences"),
    path("inbox/devices/", preferences.keep_device, name="keep-device"),
    path("inbox/devices/<uuid:pk>/remove/", preferences.drop_device, name="drop-device"),
    path("inbox/phone/", phones.keep_number, name="keep-number"),
    path("inbox/phone/code/", phones.confirm, name="confirm-number"),
    path("inbox/phone/remove/", phones.remove, name="remove-number"),
    path("inbox/worker.js", preferences.show_worker, name="push-worker"),
]
