"""The checks of program health whose facts this app knows: training, places, acknowledgments."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Enrollment, MentorParticipation
from people.queries.acknowledged import acknowledged_in
from people.queries.readiness import trained
from programs.models import Cycle, Program
from programs.presentation import literature
from programs.presentation.health import Finding, HealthCheck, Mark, register_check, share

_Mentee = Enrollment.State


def _mentors(cycles: Sequence[Cycle]) -> QuerySet[MentorParticipation]:
    return MentorParticipation.objects.took_part().filter(cycle__in=cycles).order_by()


def _trained(program: Program, cycles: Sequence[Cycle], now: datetime) -> Mapping[int, Finding]:
    done = trained(program.institution.local_day(now))
    rows = _mentors(cycles).values("cycle").annotate(n=Count("pk"), of_them=Count("pk", filter=done))
    words = _("%(n)d of %(all)d mentors")
    return {
        row["cycle"]: Finding(share(row["of_them"], row["n"]), words % {"n": row["of_them"], "all": row["n"]})
        for row in rows
    }


def _places(_program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    offered = _mentors(cycles).filter(cycle=OuterRef("cycle")).values("cycle").values(n=Sum("capacity"))
    wanted = Enrollment.objects.filter(cycle__in=cycles).exclude(state=_Mentee.WITHDRAWN).order_by()
    rows = wanted.values("cycle").annotate(n=Count("pk"), places=Subquery(offered))
    return {row["cycle"]: _places_of(row["places"] or 0, row["n"]) for row in rows}


def _places_of(places: int, mentees: int) -> Finding:
    mark = Mark.GOOD if places >= mentees else share(places, mentees)
    words = _("%(places)d places for %(mentees)d mentees") % {"places": places, "mentees": mentees}
    return Finding(Mark.PARTIAL if mark == Mark.GOOD and places < mentees else mark, words)


def _acknowledged(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    words = _("%(n)d of %(all)d people")
    found = acknowledged_in(program, cycles)
    return {pk: Finding(share(n, whole), words % {"n": n, "all": whole}) for pk, (n, whole) in found.items()}


def _list(name: str) -> Callable[[Cycle], str]:
    def url(cycle: Cycle) -> str:
        return reverse("people:show-list", kwargs={"slug": cycle.program.slug, "name": name}) + f"?year={cycle.pk}"

    return url


def register_people_checks() -> None:
    """Register the checks of this app."""
    for check in (
        HealthCheck(
            key="trained",
            title=gettext_lazy("Mentors are trained"),
            reason=gettext_lazy("In a randomized trial, mentors who had been trained mentored better."),
            source=literature.PFUND_2014,
            judge=_trained,
            mend=_list("mentors"),
            mend_words=gettext_lazy("See the mentors"),
            of_peers=False,
        ),
        HealthCheck(
            key="places",
            title=gettext_lazy("There are enough mentors"),
            reason=gettext_lazy(
                "Where reviewers could find figures, fewer than half of medical students had a mentor."
            ),
            source=literature.SAMBUNJAK_2006,
            judge=_places,
            mend=lambda cycle: reverse("people:import-people", kwargs={"slug": cycle.program.slug}),
            mend_words=gettext_lazy("Invite mentors"),
            of_peers=False,
        ),
        HealthCheck(
            key="acknowledged",
            title=gettext_lazy("The handbook was read by those who take part"),
            reason=gettext_lazy("Expectations help once both sides know them."),
            source=literature.HUSKINS_2011,
            judge=_acknowledged,
            mend=lambda cycle: reverse("programs:list-acknowledgements", kwargs={"slug": cycle.program.slug}),
            mend_words=gettext_lazy("See who hasn’t"),
        ),
    ):
        register_check(check)
