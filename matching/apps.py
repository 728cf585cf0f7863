from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from core.lists.definition import Part
        from core.lists.registry import extend_list
        from matching import receivers  # noqa: F401 (connects)
        from matching.models import Offer
        from matching.notices.events import register_events
        from matching.notices.peer_requests import register_peer_request_events
        from matching.notices.requests import register_request_events
        from matching.presentation.person_page import lists_and_offers
        from matching.presentation.unfinished_work import unfinished_work_of
        from matching.presentation.year_lists import OF_MENTEES
        from matching.queries.stages import ranking_windows_of
        from matching.services.merging import register_round_references
        from matching.services.offers_by_hand import offer_by_hand
        from matching.services.step_kinds import register_round_steps
        from matching.views.list_actions import REMIND_OF_LIST, register_offers
        from pairs.queries.open_offers import register_open_offers
        from pairs.services.asking import register_ask_both
        from people.presentation.person_page import register_section
        from programs.presentation.unfinished_work import register_unfinished_work
        from programs.queries.ranking_windows import register_ranking_windows

        register_events()
        register_round_steps()
        register_round_references()
        register_request_events()
        register_peer_request_events()
        register_open_offers(Offer.objects.open)
        register_ask_both(offer_by_hand)
        register_ranking_windows(ranking_windows_of)
        register_unfinished_work(unfinished_work_of)
        register_section(lists_and_offers)
        register_offers()
        extend_list("mentees", OF_MENTEES)
        extend_list("mentees", Part(actions=(REMIND_OF_LIST,)))
