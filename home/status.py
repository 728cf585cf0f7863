"""Where somebody stands in a year: one sentence for every state that one can be in, and what happens next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.deadlines import deadline_text
from matching.models import Answer, Offer
from matching.notices.reach import unreached_by
from programs.models import Cycle

_Row = TypeVar("_Row", bound=Model)
# What `offer_status` reads of an offer.
OF_AN_OFFER = ("participation__mentor", "enrollment__mentee", "enrollment__cycle__program__institution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One line of “Where you stand”.

    Attributes:
        cycle: the year of which it tells.
        role: mentee or mentor.
        title: the state.
        text: what happens next, and when; may be empty.
        url: the page that tells more; may be empty.
        action: the words of the link to it.
        settled: whether it is about people whom the home of that role shows anyway.
    """

    cycle: Cycle
    role: Role
    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    settled: bool = False


def by_clock(moment: datetime, cycle: Cycle, user: User, now: datetime) -> str:
    """Return a deadline of the cycle as `user` reads it."""
    return deadline_text(moment, zone=cycle.program.institution.zone, reader=user.zone, now=now)


def next_round_text() -> str:
    """Return what whoever has nobody yet can count on; whether there is another round is not known."""
    return _("If there’s another round this year, you’re in it. We’ll tell you when it opens.")


def grouped_by(field: str, rows: Iterable[_Row]) -> defaultdict[int, list[_Row]]:
    """Return the rows by the value of a field (a dotted path), in their order."""
    value = attrgetter(field)
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[value(row)].append(row)
    return found


def offer_status(offer: Offer, user: User, *, as_mentee: bool, now: datetime) -> dict[str, Any]:
    """Return what `user`, one of the two, reads about an offer that is not settled.

    Args:
        offer: pending, with both people and the cycle of its enrollment.
        user: who reads it.
        as_mentee: on which side of the pair.
        now: the instant of the page.
    """
    other = offer.participation.mentor if as_mentee else offer.enrollment.mentee
    answers = (offer.mentee_answer, offer.mentor_answer)
    own, theirs = answers if as_mentee else answers[::-1]
    link = {"url": reverse("matching:show-offer", kwargs={"pk": offer.pk}), "action": _("See the offer")}
    name = {"name": other.formal_name}
    over = offer.expires_at <= now
    if over and not unreached_by(offer, now=now):
        title = _("The time to answer about %(name)s is over") % name
        return {"title": title, "text": _("We’ll be in touch shortly."), **link}
    until = name | {"until": by_clock(offer.expires_at, offer.enrollment.cycle, user, now)}
    if own == Answer.ACCEPTED:
        words = _("%(name)s can still answer.") if over else _("%(name)s can answer until %(until)s.")
        text = f"{words % until} {_('We’ll tell you as soon as we know.')}"
        return {"title": _("You said yes to %(name)s") % name, "text": text, **link}
    if theirs == Answer.ACCEPTED:
        title = _("%(name)s said yes and is waiting for your answer")
    else:
        title = _("We suggest %(name)s as your mentor") if as_mentee else _("We suggest %(name)s as your mentee")
    text = _("You can still answer.") if over else _("You can answer until %(until)s.") % until
    return {"title": title % name, "text": text, **link}
