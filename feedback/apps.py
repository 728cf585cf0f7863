from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        from accounts.services.merging import Becomes, register_references
        from feedback import receivers  # noqa: F401 (connects)
        from feedback.models import DevelopmentalFeedback, FeedbackRequest, FollowUp
        from feedback.notices import register_events
        from feedback.presentation.workspace import feedback_in_group, latest_feedback
        from feedback.services.merging import register_release_references
        from pairs.presentation.workspace_sections import register_group_section, register_section

        register_events()
        register_section(latest_feedback)
        register_group_section(feedback_in_group)
        register_references(DevelopmentalFeedback, Becomes.MOVED, "writer", "recipient", "shared_by")
        register_references(FeedbackRequest, Becomes.MOVED, "asker", "asked")
        register_references(FollowUp, Becomes.MOVED, "person", once_per=("feedback",))
        register_release_references()
