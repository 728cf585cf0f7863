from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts.services.merging import Becomes, register_references
        from reports.models import Certificate
        from reports.notices import register_events

        register_events()
        register_references(Certificate, Becomes.MOVED, "holder")
