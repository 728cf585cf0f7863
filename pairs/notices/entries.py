"""What the catalogue of messages says of the events of this app, and an example of each."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Sketch, stand_in
from programs.models import ReminderKind
from programs.notices.fields import PROGRAM, person

_MENTOR, _MENTEE = _("the mentor"), _("the mentee")
_BOTH = _("Both people of the pair")
_MEMBERS = _("The members of the group")


def _example(sketch: Sketch) -> Mapping[str, Any]:
    """Of a pair or a group, with whatever else a text of this app names."""
    pair = SimpleNamespace(
        cycle=f"[{_('the year')}]",
        interim_until=None,
        is_proposed=False,
        mentor=stand_in(_MENTOR),
        mentee=stand_in(_MENTEE),
    )
    return {
        "program": sketch.program,
        "mentorship": pair,
        "other": stand_in(_MENTOR if sketch.is_mentee else _MENTEE),
        "former": stand_in(_("the former mentor")),
        "is_mentee": sketch.is_mentee,
        "number": 1,
        "complete": False,
        "waits": False,
        "away_from": sketch.day_after(7),
        "away_until": sketch.day_after(28),
        "back_on": sketch.day_after(28),
        "due_on": sketch.day_after(3),
    }


def _of_group(sketch: Sketch) -> Mapping[str, Any]:
    return {
        **_example(sketch),
        "group": _Group(is_of_peers=sketch.program.is_peer),
        "leads": not sketch.is_mentee,
        "mentees": [f"[{_MENTEE}]"],
        "mentors": [f"[{_MENTOR}]"],
        "peers": [f"[{_('the peer')}]"],
        "ended": False,
    }


class _Group(SimpleNamespace):
    @property
    def name(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"[{_('the group')}]"


_OF_TWO = (PROGRAM, person())


def _pair(title: Any, to: Any, when: Any, **more: Any) -> Entry:
    return Entry(title, to, when, _example, **more)


def _group(title: Any, to: Any, when: Any) -> Entry:
    return Entry(title, to, when, _of_group)


ENTRIES = {
    "pair_started": _pair(
        _("Mentorship starts"), _BOTH, _("When both have said yes, or a coordinator pairs them"), fields=_OF_TWO
    ),
    "pair_ended": _pair(_("Mentorship ended"), _BOTH, _("When it ends before the year does"), fields=_OF_TWO),
    "pair_completed": _pair(_("Mentorship complete"), _BOTH, _("When the year closes"), fields=_OF_TWO),
    "pair_moved": _pair(_("Mentorship moved"), _BOTH, _("When it moves to another year")),
    "pair_revived": _pair(_("Mentorship goes on"), _BOTH, _("When an end is undone")),
    "mentor_replaced": _pair(_("New mentor"), _("The mentee"), _("When another mentor takes over")),
    "second_mentor": _pair(_("Second mentor"), _("The first mentor"), _("When a mentee gets another mentor too")),
    "mentor_away": _pair(_("Mentor away"), _("The mentor’s mentees"), _("When a leave is noted or gets other dates")),
    "mentor_back": _pair(_("Mentor back"), _("The mentor’s mentees"), _("When a leave ends or is taken back")),
    "pair_paused": _pair(_("Mentorship paused"), _BOTH, _("When one of them pauses it"), fields=_OF_TWO),
    "pair_resumed": _pair(_("Mentorship resumes"), _BOTH, _("When one of them resumes it"), fields=_OF_TWO),
    "pause_over": _pair(_("Pause is over"), _BOTH, _("On the day on which the pause was to end")),
    "closing_word": _pair(
        _("Word of thanks at the end"), _("The other of the pair"), _("When it’s written"), fields=_OF_TWO
    ),
    "handover_given": _pair(_("Handover note"), _("The next mentor"), _("When a mentee shares the note")),
    "informal_asked": _pair(_("Mentorship to confirm"), _("The other of the two"), _("When one of them records it")),
    "informal_confirmed": _pair(_("Mentorship recorded"), _("Whoever recorded it"), _("When the other confirms")),
    "conflict_case": _pair(_("Pair needs review"), _("The coordinators"), _("When a conflict of interest comes up")),
    "talk_wanted": _pair(_("Someone asks for a talk"), _("The coordinators"), _("When someone asks in a check-in")),
    "group_started": _group(_("Group starts"), _MEMBERS, _("When groups are published, or someone joins")),
    "peers_parted": _group(_("A peer left"), _("The other peers"), _("When a peer leaves")),
    "leader_away": _group(_("Group’s mentor away"), _MEMBERS, _("When a leave is noted or gets other dates")),
    "leader_back": _group(_("Group’s mentor back"), _MEMBERS, _("When a leave ends or is taken back")),
    "agreement_changed": _pair(
        _("Agreement changed"), _("Whoever hasn’t signed"), _("When the other writes in it"), fields=_OF_TWO
    ),
    "agreement_signed": _pair(
        _("Agreement signed"), _("The other of the pair"), _("When one of them signs"), fields=_OF_TWO
    ),
    "agreement_unsigned": _pair(
        _("Agreement not signed"),
        _("Whoever hasn’t signed"),
        _("On the days of the program"),
        reminder=ReminderKind.AGREEMENT,
        fields=_OF_TWO,
    ),
    "check_in_open": _pair(
        _("Private check"),
        _("Everyone in a pair who hasn’t answered"),
        _("When it opens, and on the days of the program"),
        reminder=ReminderKind.CHECK_INS,
        fields=_OF_TWO,
    ),
    "actions_due": _pair(_("Planned action due"), _("Whoever’s action it is"), _("Three days before"), can_be_off=True),
    "thanked": _pair(
        _("Word of thanks"), _("The other of the pair"), _("When it’s written"), can_be_off=True, fields=_OF_TWO
    ),
}
