"""The notices of the life of a pair: paused, on again, and past the day of its return."""

from datetime import date
from typing import Any, TypedDict, cast

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from pairs.models import ClosingWord, HandoverReader, Mentorship, Pause
from pairs.notices.entries import ENTRIES
from pairs.notices.pairs import pair_context, pair_is, pair_path

PAIR_PAUSED = "pair_paused"


PAIR_RESUMED = "pair_resumed"


PAUSE_OVER = "pause_over"


CLOSING_WORD = "closing_word"


HANDOVER_GIVEN = "handover_given"


class PausePayload(TypedDict):
    """The expected day of return from a pause in ISO format; empty where it is not known."""

    back_on: str


def _back_on(message: Message) -> date | None:
    day = cast(PausePayload, message.payload).get("back_on")
    return date.fromisoformat(day) if day else None


def _pause_context(message: Message) -> dict[str, Any]:
    return pair_context(message) | {"back_on": _back_on(message)}


def _pause_is_past_its_day(message: Message) -> bool:
    pauses = Pause.objects.going_on().filter(mentorship=int(message.subject_pk))
    return pauses.filter(back_on=_back_on(message)).exists()


def _pause_path(message: Message) -> str:
    return reverse("pairs:pause", kwargs={"pk": message.subject_pk})


def _word_is_there(message: Message) -> bool:
    words = ClosingWord.objects.filter(mentorship=int(message.subject_pk))
    return words.exclude(writer=message.recipient_id).exists()


def _looking_back_path(message: Message) -> str:
    return reverse("sessions:look-back", kwargs={"pk": message.subject_pk})


def _may_read_handover(message: Message) -> bool:
    return HandoverReader.objects.filter(mentorship=int(message.subject_pk)).exists()


def _handover_path(message: Message) -> str:
    return reverse("pairs:handover", kwargs={"pk": message.subject_pk})


def register_life_events() -> None:
    """Make these events known to the outbox."""
    paused, resumed = pair_is(Mentorship.State.PAUSED), pair_is(Mentorship.State.ACTIVE)
    _register(PAIR_PAUSED, context=_pause_context, path=pair_path, still_matters=paused)
    _register(PAIR_RESUMED, context=pair_context, path=pair_path, still_matters=resumed)
    _register(PAUSE_OVER, context=_pause_context, path=_pause_path, still_matters=_pause_is_past_its_day)
    _register(CLOSING_WORD, context=pair_context, path=_looking_back_path, still_matters=_word_is_there)
    _register(HANDOVER_GIVEN, context=pair_context, path=_handover_path, still_matters=_may_read_handover)


def _register(name: str, **more: Any) -> None:
    template = f"notifications/pairs/{name}.txt"
    register(Event(name=name, category=Category.MATCH, template=template, entry=ENTRIES[name], **more))
