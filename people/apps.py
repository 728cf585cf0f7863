from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import receivers  # noqa: F401 (connects)
        from people.notices.events import register_events
        from people.notices.message_trials import register_message_trials
        from people.notices.thanks import register_thanks_events
        from people.notices.training import register_training_events
        from people.presentation.health import register_people_checks
        from people.presentation.person_page import register_section
        from people.presentation.training_section import training_section
        from people.queries.participants import PARTICIPANTS
        from people.services.import_steps import register_import_steps
        from people.services.merging import register_people_references
        from people.services.step_kinds import register_person_steps
        from people.views.listing.registration import register_lists
        from programs.models.participants import register_participants

        register_events()
        register_training_events()
        register_thanks_events()
        register_message_trials()
        register_import_steps()
        register_person_steps()
        register_people_references()
        register_lists()
        register_section(training_section)
        register_participants(PARTICIPANTS)
        register_people_checks()
