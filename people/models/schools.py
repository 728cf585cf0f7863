"""Who belongs to which school. One account may take part in several, and each knows of its own part alone."""

from collections.abc import Collection

from django.db.models import Exists, Model, OuterRef, Q

from people.models.enrollments import Enrollment
from people.models.participations import MentorParticipation
from programs.models import Appointment


def in_schools(schools: Collection[int]) -> Q:
    """Whether a user takes or took part in one of the schools with these keys, or runs something there.

    Who declined or withdrew has left something behind, and belongs to it.
    """
    return _has_a_place(Q(institution__in=schools), Q(cycle__program__institution__in=schools))


def beyond_schools(schools: Collection[int]) -> Q:
    """The same of any other school."""
    return _has_a_place(~Q(institution__in=schools), ~Q(cycle__program__institution__in=schools))


def _has_a_place(appointed: Q, takes_part: Q) -> Q:
    found = Q()
    rows: tuple[tuple[type[Model], str, Q], ...] = (
        (Enrollment, "mentee", takes_part),
        (MentorParticipation, "mentor", takes_part),
        (Appointment, "user", appointed),
    )
    for model, person, where in rows:
        found |= Q(Exists(model._default_manager.filter(where, **{person: OuterRef("pk")})))
    return found
