"""The ranked lists of the demo school: mostly by what people share, with one mentor whom many want."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import numpy as np

from accounts.models import User
from matching.models import MatchRound
from matching.queries.overlap import overlap_matrix
from matching.services.demand import count_demand
from matching.services.rankings import import_rankings
from pairs.models import Conflict
from people.models import Enrollment, MentorParticipation

FIRST_CHOICES_OF_THE_WANTED = 19
NEVER_FIRST = 5
RANK_NOBODY = 7
GRADING_CONFLICTS = 6

Preferences = dict[int, list[int]]


def draw_preferences(
    enrollments: Sequence[Enrollment],
    participations: Sequence[MentorParticipation],
    *,
    length: int,
    random: Random,
    firsts: dict[int, int] | None = None,
) -> Preferences:
    """Return each enrollment's ranked participations.

    Args:
        enrollments: those who rank.
        participations: those who are ranked.
        length: the length of a list.
        random: the source of the noise that makes tastes differ.
        firsts: enrollment → participation that stands first on its list.
    """
    overlap = overlap_matrix(
        enrollments[0].cycle, [row.mentee_id for row in enrollments], [row.mentor_id for row in participations]
    )
    noise = np.array([[random.random() for _ in participations] for _ in enrollments])
    order = np.argsort(-(overlap + 0.6 * noise), axis=1)
    preferences: Preferences = {}
    for row, enrollment in zip(order, enrollments, strict=True):
        near = [participations[column] for column in row[: length + 1]]
        best = [mentor.pk for mentor in near if mentor.mentor_id != enrollment.mentee_id]
        first = (firsts or {}).get(enrollment.pk)
        ranked = best if first is None else [first, *(pk for pk in best if pk != first)]
        preferences[enrollment.pk] = ranked[:length]
    return preferences


def first_choices(
    enrollments: Sequence[Enrollment], participations: Sequence[MentorParticipation], *, wanted: int, random: Random
) -> dict[int, int]:
    """Choose who stands first: `wanted` for nineteen, the last five of the mentors for nobody, each other for some.

    Args:
        enrollments: those who rank.
        participations: mentors who can be ranked, the named ones first.
        wanted: the participation that many want.
        random: the source of everything that is drawn.
    """
    others = [row.pk for row in participations[:-NEVER_FIRST] if row.pk != wanted]
    rest = len(enrollments) - FIRST_CHOICES_OF_THE_WANTED - len(others)
    firsts = [wanted] * FIRST_CHOICES_OF_THE_WANTED + others + random.choices(others, k=rest)
    random.shuffle(firsts)
    return dict(zip((row.pk for row in enrollments), firsts, strict=True))


def write_lists(match_round: MatchRound, preferences: Preferences, *, now: datetime) -> None:
    """Store the ranked lists as they were handed in at `now`, and show their demand at once."""
    import_rankings(match_round, preferences, now=now)
    match_round.preference_lists.update(file_revision="")  # on the site, by the mentees themselves
    count_demand(match_round)


def declare_conflicts(
    preferences: Preferences,
    enrollments: Sequence[Enrollment],
    participations: Sequence[MentorParticipation],
    *,
    by: User,
    random: Random,
) -> None:
    """Let six mentors grade one student each, none of whom wished for the other."""
    for enrollment in random.sample(list(enrollments), GRADING_CONFLICTS):
        strangers = [row for row in participations if row.pk not in preferences.get(enrollment.pk, ())]
        Conflict.objects.create(
            institution=enrollment.cycle.program.institution,
            mentor=random.choice(strangers).mentor,
            mentee=enrollment.mentee,
            kind=Conflict.Kind.GRADES,
            source=Conflict.Source.ROSTER,
            course="Clinical skills examination",
            starts_on=enrollment.cycle.enrolling_from,
            ends_on=enrollment.cycle.ends_on,
            declared_by=by,
        )
