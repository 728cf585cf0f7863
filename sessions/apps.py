from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Mentoring sessions. The label differs from the name: `sessions` is Django's own."""

    name = "sessions"
    label = "mentoring_sessions"
