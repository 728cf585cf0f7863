from importlib import import_module

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Mentoring sessions. The label differs from the name: `sessions` is Django's own."""

    name = "sessions"
    label = "mentoring_sessions"

    def ready(self) -> None:
        from sessions.notices import register_events

        register_events()
        import_module("sessions.receivers")
