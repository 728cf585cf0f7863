from django.apps import AppConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"

    def ready(self) -> None:
        from mentorship.audit import register_models
        from mentorship.celery import app

        # In every thread a `@shared_task` belongs to it. Beat, which loads no apps, has one of its own.
        app.set_default()
        register_models()
