from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.forms import clean_every_text_field, say_what_to_do_when_left_out

        clean_every_text_field()
        say_what_to_do_when_left_out()
