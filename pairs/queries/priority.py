"""Who comes first when mentors are given: those whose mentor has left."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from pairs.models import Mentorship
from people.models import Enrollment


def first_those_left(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Add to mentees who wait `mentor_left_on`, the day on which their mentor left; those who have one come first."""
    left = Mentorship.objects.filter(enrollment=OuterRef("pk"), state=Mentorship.State.MENTOR_LEFT)
    latest = left.order_by("-ended_on").values("ended_on")[:1]
    by_name = ("mentee__sort_name", "mentee__given_name", "pk")
    return enrollments.annotate(mentor_left_on=Subquery(latest)).order_by(
        F("mentor_left_on").asc(nulls_last=True), *by_name
    )
