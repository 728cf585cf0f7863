from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from notifications.events import sign_with, word_with
        from programs.notices.events import register_events
        from programs.notices.quotes import register_quote_events
        from programs.notices.webhooks import register_webhook_events
        from programs.presentation.health_checks import register_program_checks
        from programs.presentation.schools import program_of, signature
        from programs.queries.message_texts import wording
        from programs.services.long_undo import register_undo_of_many
        from programs.services.merging import register_program_references
        from programs.services.template_message_texts import register_message_texts
        from programs.services.template_reminders import register_reminders

        sign_with(signature)
        word_with(lambda event, variables: wording(program_of(variables), event))
        register_events()
        register_quote_events()
        register_webhook_events()
        register_program_references()
        register_undo_of_many()
        register_program_checks()
        register_reminders()
        register_message_texts()
