from importlib import import_module

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Mentoring sessions. The label differs from the name: `sessions` is Django's own."""

    name = "sessions"
    label = "mentoring_sessions"

    def ready(self) -> None:
        from core.lists.registry import extend_list
        from people.presentation.person_page import register_section
        from people.presentation.year_facts import register_year_facts
        from sessions.notices import register_events
        from sessions.presentation.health import register_session_checks
        from sessions.presentation.milestones import register_session_milestones
        from sessions.presentation.pair_list import OF_PAIRS
        from sessions.presentation.person_page import sessions_section
        from sessions.presentation.year_facts import sessions_of_year
        from sessions.services.merging import register_session_references
        from sessions.services.step_kinds import register_drift_steps

        register_events()
        register_session_references()
        register_drift_steps()
        import_module("sessions.receivers")
        register_section(sessions_section)
        register_session_checks()
        register_session_milestones()
        register_year_facts(sessions_of_year)
        extend_list("pairs", OF_PAIRS)
