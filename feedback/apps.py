from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        from accounts.services.merging import Becomes, register_references
        from feedback import receivers  # noqa: F401 (connects)
        from feedback.models import DevelopmentalFeedback, RatingRelease
        from feedback.notices import register_events

        register_events()
        register_references(DevelopmentalFeedback, Becomes.MOVED, "writer", "recipient")
        register_references(RatingRelease, Becomes.MOVED, "mentor", once_per=("program",))
