"""Mentors of a year: how mentees spread over them, who is trained, who came back."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, Sum

from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from people.queries.readiness import trained
from programs.models import Cycle
from reports.models.figures import LoadFigures, MentorFigures, Share

_Renewal = MentorParticipation.Renewal


def load_figures(cycle: Cycle, pairs: Sequence[Mentorship]) -> LoadFigures:
    """Count mentors by how many mentees they had. Three queries."""
    mentees: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        mentees[pair.mentor_id].add(pair.mentee_id)
    mentors = MentorParticipation.objects.took_part().filter(cycle=cycle).order_by()
    taking_part = set(mentors.values_list("mentor", flat=True)) | set(mentees)
    loads = Counter(len(mentees[mentor]) for mentor in taking_part)
    return {
        "mentors": len(taking_part),
        "places": mentors.aggregate(places=Sum("capacity"))["places"] or 0,
        "wanted": Enrollment.objects.took_part().filter(cycle=cycle).count(),
        "mentees_each": [loads[number] for number in range(max(loads, default=-1) + 1)],
    }


def mentor_figures(cycle: Cycle, *, now: datetime) -> MentorFigures:
    """Count who is trained, who mentored the year before, and who once was a mentee. Four queries.

    Args:
        cycle: the year, with its program.
        now: the instant; training that has become due since is not valid.
    """
    mentors = MentorParticipation.objects.took_part().filter(cycle=cycle).order_by()
    day = min(cycle.local_day(now), cycle.ends_on)
    numbers = mentors.aggregate(
        n=Count("pk"),
        trained=Count("pk", filter=trained(day)),
        said=Count("pk", filter=~Q(renewal="")),
        again=Count("pk", filter=Q(renewal=_Renewal.AGAIN)),
    )
    earlier = Enrollment.objects.took_part().filter(
        cycle__program__institution=cycle.program.institution_id, cycle__planning_from__lt=cycle.planning_from
    )
    return {
        "mentors": numbers["n"],
        "trained": numbers["trained"],
        "returning": _returning(cycle),
        "once_mentees": mentors.filter(mentor__in=earlier.values("mentee")).count(),
        "again": {"part": numbers["again"], "whole": numbers["said"]},
    }


def _returning(cycle: Cycle) -> Share | None:
    """Of the mentors of the program's year before, those who mentor in this one."""
    before = Cycle.objects.filter(program=cycle.program_id, planning_from__lt=cycle.planning_from)
    last = before.order_by("-planning_from").first()
    if last is None:
        return None
    now_here = MentorParticipation.objects.took_part().filter(cycle=cycle).values("mentor")
    then = MentorParticipation.objects.took_part().filter(cycle=last).order_by()
    counted = then.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(mentor__in=now_here)))
    return {"part": counted["part"], "whole": counted["whole"]}
