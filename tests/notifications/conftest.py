from pathlib import Path

import pytest
from pytest_django import Settings

from notifications import events
from notifications.events import Entry, Event
from notifications.models import Category, Message
from notifications.notices import register_events

STILL_TRUE: set[str] = set()


def _event(name: str, **options: object) -> Event:
    return Event(
        name=name,
        template="weather.txt",
        context=lambda message: {"place": message.payload.get("place", "Halden Lake")},
        path=lambda message: f"/weather/{message.subject_pk}/",
        still_matters=lambda message: message.subject_pk in STILL_TRUE,
        entry=Entry(name, "Everyone there", "When the weather changes"),
        **({"category": Category.RANKING} | options),  # type: ignore[arg-type]
    )


@pytest.fixture(autouse=True)
def weather(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Four kinds of news about the weather; returns the subjects of which they are still true."""
    (tmp_path / "weather.txt").write_text(
        "Snow in {{ place }}\n\nThe road to {{ place }} is closed, {{ recipient.given_name }}."
    )
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path, *templates["DIRS"]]}]
    monkeypatch.setattr(events, "_EVENTS", {})
    events.register(_event("snow"))
    events.register(_event("avalanche", urgent=True))
    events.register(_event("shelter", category=Category.CANCELLATION))
    events.register(_event("thaw", category=Category.CANCELLATION, alone=True))
    register_events()
    STILL_TRUE.clear()
    STILL_TRUE.add("1")
    return STILL_TRUE


def delivered(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)
