from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from programs.notices.events import register_events
        from programs.services.merging import register_program_references

        register_events()
        register_program_references()
