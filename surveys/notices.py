"""The news of surveys: one is open, one closes soon. None of them goes to somebody who has answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Event, Sketch, register
from notifications.models import Category, Message
from programs.models import Cycle, ReminderKind
from programs.notices.fields import PROGRAM, until, word
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to
from surveys.models import SurveyResponse, Wave
from surveys.presentation.wording import minutes_of, title_of

SURVEY_OPEN = "survey_open"
SURVEY_CLOSES = "survey_closes"


class ClosingPayload(TypedDict):
    """The end before which it was queued."""

    closes_at: str


def _wave(message: Message) -> Wave:
    rows = Wave.objects.select_related("version__survey", "cycle__program__institution")
    return rows.get(pk=int(message.subject_pk))


def _context(message: Message) -> dict[str, Any]:
    wave = _wave(message)
    program = wave.cycle.program
    return {
        "program": program,
        "reply_to": answers_to(program),
        "title": title_of(wave.version),
        "minutes": minutes_of(wave.version.questions),
        "closes_at": wave.closes_at,
    }


def _path(message: Message) -> str:
    return reverse("surveys:answer", args=[int(message.subject_pk)])


def _can_be_answered(message: Message) -> bool:
    """It is open, and its recipient is asked and has not handed in."""
    answered = SurveyResponse.objects.submitted().filter(wave=int(message.subject_pk), person=message.recipient_id)
    waves = Wave.objects.open_at(timezone.now()).filter(pk=int(message.subject_pk), asked__person=message.recipient_id)
    return waves.exists() and not answered.exists()


def _closes_then(message: Message) -> bool:
    """It still closes when it was to close, and can be answered until then."""
    closes_at = datetime.fromisoformat(cast("ClosingPayload", message.payload)["closes_at"])
    return _can_be_answered(message) and _wave(message).closes_at == closes_at


def _year(message: Message) -> Cycle | None:
    return _wave(message).cycle


def _example(sketch: Sketch) -> Mapping[str, Any]:
    until = sketch.after(7)
    return {"program": sketch.program, "title": f"[{_('the survey')}]", "minutes": 5, "closes_at": until}


_FIELDS = (
    PROGRAM,
    word("title", _("the name of the survey")),
    word("minutes", _("how many minutes")),
    until(lambda variables: variables["closes_at"], essential=True),
)
_ENTRIES = {
    SURVEY_OPEN: Entry(
        _("Survey open"),
        _("Everyone asked who hasn’t answered"),
        _("When it opens, and on the days of the program"),
        _example,
        ReminderKind.SURVEYS,
        fields=_FIELDS,
    ),
    SURVEY_CLOSES: Entry(
        _("Survey closes soon"),
        _("Everyone asked who hasn’t answered"),
        _("Two days before it closes"),
        _example,
        fields=_FIELDS,
    ),
}


def register_events() -> None:
    """Make the events known to the outbox."""
    for name, still_matters in ((SURVEY_OPEN, _can_be_answered), (SURVEY_CLOSES, _closes_then)):
        register(
            Event(
                name=name,
                entry=_ENTRIES[name],
                category=Category.FEEDBACK,
                template=f"notifications/surveys/{name}.txt",
                context=_context,
                path=_path,
                still_matters=still_matters,
                waits_until=waits_for_quiet_days(_year, until_deadline=True),
            )
        )
