"""Where somebody stands in a year: one sentence for every state that one can be in, and what happens next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.deadlines import deadline_text
from programs.models import Cycle

_Row = TypeVar("_Row", bound=Model)


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
    return _("If there is another round this year, you are in it. We will write to you when it opens.")


def grouped_by(field: str, rows: Iterable[_Row]) -> defaultdict[int, list[_Row]]:
    """Return the rows by the value of a field (a dotted path), in their order."""
    value = attrgetter(field)
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[value(row)].append(row)
    return found
