from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import receivers  # noqa: F401
        from notifications.notices import register_events
        from notifications.services.merging import register_message_references

        register_events()
        register_message_references()
