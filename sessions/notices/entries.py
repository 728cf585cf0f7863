"""What the catalogue of messages says of the events of this app, and an example of each."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.clocks import zones_text
from notifications.events import Entry, Field, Sketch, stand_in
from programs.models import ReminderKind
from programs.notices.fields import PROGRAM, person

_COMING = _("Everyone who’s coming")
_OTHER = _("The other of the pair")


def _example(sketch: Sketch) -> Mapping[str, Any]:
    """Of a session of a pair, a week from now."""
    zones = [sketch.reader.zone, sketch.program.institution.zone]
    other = stand_in(_("the mentor") if sketch.is_mentee else _("the mentee"))
    cycle = SimpleNamespace(program=sketch.program)
    title = f"[{_('the title')}]"
    return {
        "session": SimpleNamespace(state="scheduled", organiser=other, cycle=cycle),
        "program": sketch.program,
        "when": zones_text(sketch.after(7), zones),
        "instead": zones_text(sketch.after(8), zones),
        "other": other,
        "asker": stand_in(_("the coordinator")),
        "poll": SimpleNamespace(by=other, title=title),
        "dates": [zones_text(sketch.after(days), zones) for days in (7, 8)],
        "claim_until": sketch.after(1),
        "days": 1,
        "by_reader": False,
        "noted": False,
    }


def _alone(sketch: Sketch) -> Mapping[str, Any]:
    """The same of one session, where a text would name several."""
    return {name: value for name, value in _example(sketch).items() if name != "dates"}


_WHEN = Field("when", _("when it is"), lambda variables: str(variables["when"]), essential=True)


def _entry(title: Any, to: Any, when: Any, **more: Any) -> Entry:
    return Entry(title, to, when, **({"example": _alone} | more))


ENTRIES = {
    "poll_opened": _entry(
        _("Times to choose from"), _("The members of the group"), _("When someone asks which suit"), example=_example
    ),
    "poll_decided": _entry(_("Time picked"), _("Whoever said the time suits"), _("When a time is picked")),
    "session_proposed": _entry(_("Session proposed"), _("Whoever is invited"), _("When someone proposes a time")),
    "session_booked": _entry(_("Session booked"), _("Both people of the pair"), _("When office hours are booked")),
    "session_agreed": _entry(_("Session agreed"), _("Whoever proposed it"), _("When the other says yes")),
    "session_accepted": _entry(
        _("Session accepted"), _("Whoever said yes"), _("When they do, with the calendar file"), can_be_off=True
    ),
    "move_suggested": _entry(_("Another time proposed"), _OTHER, _("When someone asks to move a session")),
    "move_declined": _entry(_("Move declined"), _("Whoever proposed it"), _("When the other says no")),
    "move_withdrawn": _entry(_("Move withdrawn"), _OTHER, _("When the proposed time is taken back")),
    "session_tomorrow": _entry(
        _("Session coming up"),
        _COMING,
        _("On the days of the program before it"),
        reminder=ReminderKind.SESSIONS,
        fields=(PROGRAM, _WHEN),
    ),
    "session_soon": _entry(
        _("Session in an hour"),
        _("Everyone who’s coming and asked for it"),
        _("An hour before"),
        can_be_off=True,
        fields=(PROGRAM, _WHEN),
    ),
    "link_missing": _entry(
        _("Link missing"),
        _("Whoever runs a session by video"),
        _("A day before, without a link"),
        can_be_off=True,
        fields=(PROGRAM, _WHEN),
    ),
    "session_changed": _entry(_("Session moved"), _("Everyone expected"), _("When its time or place changes")),
    "session_cancelled": _entry(_("Session cancelled"), _("Everyone expected"), _("When it’s cancelled")),
    "session_message": Entry(_("Message about a session"), _("Everyone expected"), _("When whoever runs it writes")),
    "place_free": _entry(_("Place free"), _("The first on the waiting list"), _("When someone gives up a place")),
    "place_passed": _entry(_("Place passed on"), _("Whoever didn’t answer"), _("When the time to say yes is up")),
    "place_withdrawn": _entry(_("Taken off a list"), _("Whoever was taken off"), _("When whoever runs it does so")),
    "log_missing": _entry(
        _("Session not logged"),
        _("Whoever logs it"),
        _("On the days of the program after it"),
        reminder=ReminderKind.LOGS,
        fields=(PROGRAM, _WHEN),
    ),
    "log_to_check": _entry(
        _("Log to check"), _("The mentee"), _("When the mentor has logged a session"), fields=(PROGRAM, person(), _WHEN)
    ),
    "log_disputed": _entry(_("Change to a log"), _("The mentor"), _("When the mentee asks for one")),
    "pair_quiet": _entry(
        _("Time to meet"),
        _("Both people of the pair"),
        _("On the days of the program, with nothing planned"),
        reminder=ReminderKind.NUDGES,
    ),
    "pair_asked": _entry(_("How is it going?"), _("Both people of the pair"), _("When a coordinator asks")),
}
