from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.forms import clean_every_text_field

        clean_every_text_field()
