"""When a check-in is open, and who is to be asked."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from pairs.models import CheckIn, CheckInAnswers, Mentorship, SharedWords
from programs.models import CycleState, Program

EARLY_DAYS = 45
# For how long it stands among what waits for somebody; it can be answered until the next one, or until the year closes.
ASKED_FOR = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Opened:
    """A check-in that can be answered: which, and since when."""

    kind: CheckIn.Kind
    since: date


def opened_on(pair: Mentorship) -> Iterator[Opened]:
    """Yield the check-ins of a pair's year that come after it was active, the first one first."""
    if pair.is_proposed:
        return
    days = {
        CheckIn.Kind.EARLY: pair.counts_from + timedelta(days=EARLY_DAYS),
        CheckIn.Kind.MID_YEAR: pair.cycle.mid_year_day,
    }
    for kind, day in sorted(days.items(), key=lambda item: item[1]):
        if pair.counts_from < day < pair.cycle.closing_from:
            yield Opened(kind, day)


def open_check_in(pair: Mentorship, day: date) -> Opened | None:
    """Return the check-in that the two can answer on `day`, of several the last; None where there is none."""
    if not pair.is_live or pair.cycle.state != CycleState.RUNNING:
        return None
    return next((each for each in reversed(list(opened_on(pair))) if each.since <= day), None)


def own_check_ins(user: User, pair: Mentorship) -> QuerySet[CheckIn]:
    """Return what `user` has answered about a pair, the last first."""
    return CheckIn.objects.visible_to(user).filter(mentorship=pair)


def stored_check_in(own: CheckIn | None) -> dict[str, Any]:
    """Return what somebody has answered and shared, as the fields of the form."""
    if own is None:
        return form_values(CheckInAnswers(), None)
    return form_values(own.own_answers, own.shared_words if own.shared_at else None)


def form_values(answers: CheckInAnswers, shared: SharedWords | None) -> dict[str, Any]:
    """Return field → value of answers and what is shared of them."""
    return {
        **asdict(answers),
        "talk": shared is not None,
        "message": shared.message if shared else "",
        "with_answers": bool(shared and shared.answers),
    }


def asking_for_a_talk(program: Program, user: User) -> QuerySet[CheckIn]:
    """Return the check-ins whose writers would like to talk to `user`, who coordinates the program."""
    return CheckIn.objects.shared_with(user).filter(mentorship__cycle__program=program, talked_at=None)


def shared_in(program: Program, user: User) -> QuerySet[CheckIn]:
    """Return all that reached `user`, who coordinates the program, with its pair: what waits comes first."""
    rows = CheckIn.objects.shared_with(user).filter(mentorship__cycle__program=program)
    rows = rows.select_related("person", "talked_by", "mentorship__mentee", "mentorship__mentor").defer("answers")
    return rows.order_by(F("talked_at").desc(nulls_first=True), "shared_at", "pk")
