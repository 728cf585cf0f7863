"""The checks of program health whose facts this app knows: conflicts of interest, and agreements."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairs.models import Conflict, Mentorship
from pairs.queries.agreements import signed_by_both
from people.models import Enrollment
from programs.models import Cycle, CycleState, Program
from programs.presentation import literature
from programs.presentation.health import Finding, HealthCheck, Mark, register_check, share


def _conflicts(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    """Conflicts hold for people, whatever the year; of years that are over it is not known any more what was known."""
    mentees = Enrollment.objects.filter(cycle__program=program).exclude(cycle__state=CycleState.CLOSED)
    known = Conflict.objects.filter(Q(mentee__in=mentees.values("mentee")), institution=program.institution_id).count()
    blocks = program.conflict_policy == Program.ConflictPolicy.BLOCK
    if not known:
        finding = Finding(Mark.LACKING, _("none is on file"))
    else:
        words = _("%(n)d on file, and ruled out") if blocks else _("%(n)d on file, and only warned of")
        finding = Finding(Mark.GOOD if blocks else Mark.PARTIAL, words % {"n": known})
    return {cycle.pk: finding for cycle in cycles if cycle.state != CycleState.CLOSED}


def _agreements(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    """Of the years in which pairs meet, those whose two have both signed."""
    if not program.has_agreements:
        finding = Finding(Mark.LACKING, _("pairs write none"))
        return {cycle.pk: finding for cycle in cycles if cycle.state != CycleState.CLOSED}
    meeting = [cycle.pk for cycle in cycles if cycle.state in (CycleState.RUNNING, CycleState.CLOSING)]
    if not meeting:
        return {}
    pairs = Mentorship.objects.live_and_formal().filter(cycle__in=meeting).order_by().values("cycle")
    numbers = pairs.annotate(whole=Count("pk"), signed=Count("pk", filter=signed_by_both()))
    words = _("%(part)d of %(whole)d pairs have signed")
    return {
        row["cycle"]: Finding(
            share(row["signed"], row["whole"]), words % {"part": row["signed"], "whole": row["whole"]}
        )
        for row in numbers
    }


def register_pair_checks() -> None:
    """Register the checks of this app."""
    register_check(
        HealthCheck(
            key="agreements",
            title=gettext_lazy("Pairs agree early on what they expect"),
            reason=gettext_lazy("A mentorship holds better when both have said early what they expect."),
            source=literature.HUSKINS_2011,
            judge=_agreements,
            mend=lambda cycle: reverse("pairs:edit-agreement-questions", kwargs={"slug": cycle.program.slug}),
            mend_words=gettext_lazy("See what pairs agree upon"),
            of_peers=False,
        )
    )
    register_check(
        HealthCheck(
            key="conflicts",
            title=gettext_lazy("Conflicts of interest are known"),
            reason=gettext_lazy("Conflicts of interest and competition are among the reasons why mentorships fail."),
            source=literature.STRAUS_2013,
            judge=_conflicts,
            mend=lambda cycle: reverse("pairs:import-conflicts", kwargs={"slug": cycle.program.slug}),
            mend_words=gettext_lazy("Import conflicts"),
            of_peers=False,
        )
    )
