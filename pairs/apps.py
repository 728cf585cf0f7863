from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "pairs"

    def ready(self) -> None:
        from core.lists.registry import extend_list, register_list
        from pairs import receivers  # noqa: F401 (connects)
        from pairs.notices import register_events, register_life_events
        from pairs.notices.work import register_work_events
        from pairs.presentation.health import register_pair_checks
        from pairs.presentation.looking_back import register_part
        from pairs.presentation.milestones import register_own_milestones
        from pairs.presentation.person_page import pairs_section
        from pairs.presentation.reached_together import goals_reached, milestones_reached, thanks_given
        from pairs.presentation.year_facts import mentees_of_year
        from pairs.presentation.year_lists import OF_MENTEES, OF_PEERS, PAIRS
        from pairs.services.merging import register_pair_references
        from pairs.services.step_kinds import register_pair_steps
        from pairs.services.template_agreement import register_agreement_part
        from people.presentation.person_page import register_section
        from people.presentation.year_facts import register_year_facts

        register_events()
        register_part(milestones_reached)
        register_part(goals_reached)
        register_part(thanks_given)
        register_life_events()
        register_work_events()
        register_pair_steps()
        register_pair_references()
        register_agreement_part()
        register_section(pairs_section)
        register_pair_checks()
        register_own_milestones()
        register_year_facts(mentees_of_year)
        register_list(PAIRS)
        extend_list("mentees", OF_MENTEES)
        extend_list("peers", OF_PEERS)
