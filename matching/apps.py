from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching import receivers  # noqa: F401 (connects)
        from matching.models import Offer
        from matching.notices.events import register_events
        from matching.presentation.open_matters import open_matters_of
        from matching.queries.stages import list_times_of
        from pairs.offered import register_open_offers
        from programs.stages import register_list_times, register_open_matters

        register_events()
        register_open_offers(Offer.objects.open)
        register_list_times(list_times_of)
        register_open_matters(open_matters_of)
