from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "pairs"

    def ready(self) -> None:
        from pairs import receivers  # noqa: F401 (connects)
        from pairs.notices import register_events

        register_events()
