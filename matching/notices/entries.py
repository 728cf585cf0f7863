"""What the catalogue of messages says of the events of this app, and an example of each."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Field, Sketch, stand_in
from programs.models import ReminderKind
from programs.notices.fields import PROGRAM, person, until

_MENTOR, _MENTEE, _PEER = _("the mentor"), _("the mentee"), _("the peer")
_BOTH = _("Both people of the pairing")
_ASKED = _("The mentor who was asked")
_LOOKING = _("Mentees without a mentor")


def _offer(sketch: Sketch) -> Mapping[str, Any]:
    return {
        "program": sketch.program,
        "offer": SimpleNamespace(expires_at=sketch.after(sketch.program.offer_days)),
        "other": stand_in(_MENTOR if sketch.is_mentee else _MENTEE),
        "is_mentee": sketch.is_mentee,
        "joins_next_round": True,
        "own_answer": "accepted",
        "silence_accepts": sketch.program.silence_rule == "accept",
    }


def _round(sketch: Sketch) -> Mapping[str, Any]:
    proposal = SimpleNamespace(get_strategy_display=f"[{_('the method')}]")
    names = {"put_forward": proposal, "put_forward_by": stand_in(_("a coordinator"))}
    name, ranks = f"[{_('the round')}]", sketch.program.mentors_rank
    match_round = SimpleNamespace(name=name, closes_at=sketch.after(7), mentors_rank=ranks, **names)
    submitted = SimpleNamespace(names=sketch.program.list_length)
    return {"program": sketch.program, "round": match_round, "list": submitted, "handed_in": False}


def _request(sketch: Sketch) -> Mapping[str, Any]:
    until = sketch.after(sketch.program.offer_days)
    return {
        "program": sketch.program,
        "request": SimpleNamespace(expires_at=until, address=f"[{_('the address')}]"),
        "mentee": stand_in(_MENTEE),
        "mentor": stand_in(_MENTOR),
        "asker": stand_in(_PEER),
    }


def _entry(example: Callable[[Sketch], Mapping[str, Any]], title: Any, to: Any, when: Any, **more: Any) -> Entry:
    return Entry(title, to, when, example, **more)


def _silence(variables: Mapping[str, Any]) -> str:
    """What silence means, in the words of the usual text."""
    if variables["silence_accepts"]:
        return _now("If you don’t answer, that counts as yes.")
    return _now("If you don’t answer, that counts as no.")


_ROUND = Field("round", _("the round"), lambda variables: str(variables["round"].name))
_OF_ROUND = (PROGRAM, _ROUND)
_CLOSES = until(lambda variables: variables["round"].closes_at, essential=True)
_UNTIL = until(lambda variables: variables["request"].expires_at, essential=True)
_ANSWER_BY = until(lambda variables: variables["offer"].expires_at, essential=True)
_SILENCE = Field("silence", _("what silence means"), _silence, essential=True)


ENTRIES = {
    "match_published": _entry(
        _offer,
        _("Match published"),
        _BOTH,
        _("When pairs are published, or an offer is made by hand"),
        fields=(PROGRAM, person(), _ANSWER_BY, _SILENCE),
    ),
    "offer_pending": _entry(
        _offer,
        _("Offer without an answer"),
        _("Whoever hasn’t answered"),
        _("On the days of the program, and the day before the time is up"),
        reminder=ReminderKind.ANSWERS,
        fields=(PROGRAM, person(), _ANSWER_BY, _SILENCE),
    ),
    "offer_closed": _entry(
        _offer, _("Offer closed"), _BOTH, _("When a pairing won’t go ahead"), fields=(PROGRAM, person())
    ),
    "answer_recorded": _entry(
        _offer,
        _("Answer recorded"),
        _("The person whose answer it is"),
        _("When a coordinator notes an answer given by phone or in person"),
    ),
    "no_match": _entry(
        _round,
        _("No mentor in this round"),
        _("Mentees in the round"),
        _("When pairs are published without them"),
        fields=_OF_ROUND,
    ),
    "no_mentee": _entry(
        _round,
        _("No mentee in this round"),
        _("Mentors with a free place"),
        _("When pairs are published without them"),
        fields=_OF_ROUND,
    ),
    "round_left": _entry(_round, _("Out of a round"), _LOOKING, _("When a coordinator takes them out of a round")),
    "round_joined": _entry(_round, _("Back in a round"), _LOOKING, _("When a coordinator counts them in again")),
    "mentor_left_round": _entry(
        _round, _("Mentor out of a round"), _("The mentor"), _("When a coordinator takes them out of a round")
    ),
    "mentor_joined_round": _entry(
        _round, _("Mentor back in a round"), _("The mentor"), _("When a coordinator counts them in again")
    ),
    "put_forward": _entry(
        _round,
        _("Proposal to publish"),
        _("The other coordinators"),
        _("When one of two coordinators puts a proposal forward"),
    ),
    "ranking_opens": _entry(_round, _("Lists open"), _LOOKING, _("When a round opens"), fields=(*_OF_ROUND, _CLOSES)),
    "ranking_closes": _entry(
        _round,
        _("Lists close soon"),
        _("Mentees without a list"),
        _("On the days of the program before lists close"),
        reminder=ReminderKind.LISTS,
        fields=(*_OF_ROUND, _CLOSES),
    ),
    "ranking_moved": _entry(
        _round,
        _("Lists close at another time"),
        _LOOKING,
        _("When the closing time moves"),
        fields=(*_OF_ROUND, _CLOSES),
    ),
    "widen_list": _entry(
        _round,
        _("More names help"),
        _("Mentees with a short list"),
        _("When a coordinator sends it from the round"),
        fields=(*_OF_ROUND, _CLOSES),
    ),
    "listed_mentor_left": _entry(
        _round,
        _("A mentor on a list is out"),
        _("Mentees who listed the mentor"),
        _("When a mentor leaves a round that’s open"),
    ),
    "mentors_asked": _entry(
        _round, _("Mentors have a say"), _("Mentors on someone’s list"), _("When lists have closed")
    ),
    "list_submitted": _entry(
        _round,
        _("List handed in"),
        _("The mentee"),
        _("When they hand it in"),
        can_be_off=True,
        fields=(*_OF_ROUND, _CLOSES),
    ),
    "request_made": _entry(
        _request,
        _("Someone asks for a mentor"),
        _ASKED,
        _("When a mentee asks"),
        fields=(PROGRAM, person("mentee", _MENTEE), _UNTIL),
    ),
    "request_pending": _entry(
        _request,
        _("Request without an answer"),
        _ASKED,
        _("On the days of the program, and the day before the time is up"),
        reminder=ReminderKind.ANSWERS,
        fields=(PROGRAM, person("mentee", _MENTEE), _UNTIL),
    ),
    "request_turn": _entry(
        _request, _("Request has its turn"), _("The mentee"), _("When the mentor has a place and the request is next")
    ),
    "request_closed": _entry(
        _request,
        _("Request closed"),
        _("The mentee"),
        _("When the request won’t go ahead"),
        fields=(PROGRAM, person("mentor", _MENTOR)),
    ),
    "request_withdrawn": _entry(_request, _("Request withdrawn"), _ASKED, _("When it doesn’t need an answer anymore")),
    "peer_request_made": _entry(
        _request, _("Someone asks for a peer"), _("The peer who was asked"), _("When they ask")
    ),
    "peer_request_closed": _entry(
        _request, _("Request to a peer closed"), _("The peer who asked"), _("When it won’t go ahead")
    ),
}
