"""The check of program health whose facts this app knows: whether pairs have met."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pairs.models import Mentorship, Origin
from programs.models import Cycle, CycleState, Program
from programs.presentation import literature
from programs.presentation.health import Finding, HealthCheck, Mark, register_check, share
from sessions.models import MentoringSession
from sessions.models.sessions import counts_as_held


def _met(_program: Program, cycles: Sequence[Cycle], now: datetime) -> Mapping[int, Finding]:
    held = MentoringSession.objects.filter(counts_as_held(), mentorship=OuterRef("pk"))
    pairs = Mentorship.objects.filter(cycle__in=cycles).order_by()
    informal = Q(origin=Origin.INFORMAL)
    rows = list(
        pairs.values("cycle").annotate(
            n=Count("pk", filter=~informal),
            met=Count("pk", filter=~informal & Q(Exists(held))),
            informal=Count("pk", filter=informal),
        )
    )
    by_cycle = {cycle.pk: cycle for cycle in cycles}
    found = {row["cycle"]: _met_in(by_cycle[row["cycle"]], row["met"], row["n"], row["informal"], now) for row in rows}
    # A year that is over and has no session at all was not kept here.
    over = [row for row in rows if by_cycle[row["cycle"]].state == CycleState.CLOSED]
    silent = {row["cycle"] for row in over if not row["met"] and not row["informal"]}
    return {pk: finding for pk, finding in found.items() if pk not in silent}


def _met_in(cycle: Cycle, met: int, pairs: int, informal: int, now: datetime) -> Finding:
    """Those that the program made are judged; those that found each other are counted beside them."""
    beside = ngettext("%(n)d pair found each other", "%(n)d pairs found each other", informal) % {"n": informal}
    if not pairs:
        return Finding(Mark.GOOD, beside)
    words = _("%(n)d of %(all)d pairs have met") % {"n": met, "all": pairs}
    words = f"{words}; {beside}" if informal else words
    early = cycle.local_day(now) < (cycle.first_meeting_by or cycle.running_from)
    mark = share(met, pairs)
    return Finding(Mark.OPEN if early and mark != Mark.GOOD else mark, words)


def register_session_checks() -> None:
    """Register the check of this app."""
    register_check(
        HealthCheck(
            key="met",
            title=gettext_lazy("Pairs meet"),
            reason=gettext_lazy(
                "Lack of commitment and poor communication are among the reasons why mentorships fail."
            ),
            source=literature.STRAUS_2013,
            judge=_met,
            mend=lambda _cycle: reverse("home") + "?queue=quiet#queue",
            mend_words=gettext_lazy("See who hasn’t"),
            of_peers=False,
        )
    )
