"""How long people took to answer offers and to log sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from matching.models import Offer
from programs.models import Cycle
from reports.models.figures import ResponseFigures, Waited
from sessions.models import MentoringSession

State = MentoringSession.State
# The ends of what is counted together, in hours: a day, three days, a week.
STEPS = (24, 72, 168)


def response_figures(cycle: Cycle, *, now: datetime) -> ResponseFigures:
    """Count hours until offers were answered and sessions logged. Two queries.

    Args:
        cycle: the year.
        now: the instant; what is to come is not missing.
    """
    offers = Offer.objects.filter(enrollment__cycle=cycle).order_by()
    answered = list(offers.values_list("made_at", "mentee_answered_at", "mentor_answered_at"))
    past = MentoringSession.objects.filter(cycle=cycle, starts_at__lt=now).exclude(kind=MentoringSession.Kind.WORKSHOP)
    logged = past.filter(state__in=(State.HELD, State.MISSED, State.SCHEDULED)).order_by()
    rows = logged.values_list("starts_at", "minutes", "logged_at")
    return {
        "mentees": _waited((made, answer) for made, answer, _other in answered),
        "mentors": _waited((made, answer) for made, _other, answer in answered),
        "logs": _waited((starts + timedelta(minutes=minutes), logged_at) for starts, minutes, logged_at in rows),
    }


def _waited(stretches: Iterable[tuple[datetime, datetime | None]]) -> Waited:
    known, missing = [], 0
    for began, ended in stretches:
        if ended is None:
            missing += 1
        else:
            known.append(max(0.0, (ended - began).total_seconds() / 3600))
    ends = [-1.0, *STEPS, float("inf")]
    return {
        "n": len(known),
        "missing": missing,
        "median": median(known) if known else None,
        "within": [sum(low < hours <= high for hours in known) for low, high in pairwise(ends)],
    }
