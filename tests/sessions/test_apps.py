from django.apps import apps

from notifications.events import get_event
from sessions.notices import EVENTS


def test_our_sessions_and_djangos_live_side_by_side() -> None:
    assert apps.get_app_config("mentoring_sessions").name == "sessions"
    assert apps.get_app_config("sessions").name == "django.contrib.sessions"


def test_every_kind_of_news_is_known_to_the_outbox() -> None:
    assert [get_event(event.name) for event in EVENTS] == list(EVENTS)
