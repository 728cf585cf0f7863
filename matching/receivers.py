"""What follows from signals of the apps below: who comes hears of an open round, who leaves gives their offers back.

This app is named before `pairs` in the settings, so that it hears first: no offer becomes a pair of somebody who has
left, or of a year that is over.
"""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from matching.services import endings
from matching.services.exclusions import apply_avoidance, remove_from_lists
from matching.services.ranking_notices import schedule_ranking
from matching.services.requests import fill_places
from matching.services.words import rename_department, rename_profession
from pairs.models import Mentorship
from pairs.signals import mentor_avoided, mentor_ruled_out, mentorship_ended
from people.models import Enrollment, MentorParticipation
from people.signals import (
    enrollment_completed,
    enrollment_withdrawn,
    participation_changed,
    people_imported,
    word_replaced,
)
from programs.models import Cycle, Institution, WordList
from programs.signals import cycle_closed


@receiver(enrollment_completed)
def on_enrollment_completed(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee takes part."""
    schedule_ranking(enrollment.cycle, now=now, mentees=[enrollment.mentee_id])


@receiver(people_imported)
def on_people_imported(*, cycle: Cycle, now: datetime, **_: Any) -> None:
    """People came from a file; some of them take part at once."""
    schedule_ranking(cycle, now=now)


@receiver(word_replaced)
def on_word_replaced(*, school: Institution, kind: WordList, before: str, after: str, **_: Any) -> None:
    """A school writes a word for its people otherwise."""
    if kind == WordList.DEPARTMENT:
        rename_department(school, before=before, after=after)
    elif kind == WordList.PROFESSION:
        rename_profession(school, before=before, after=after)


@receiver(mentorship_ended)
def on_mentorship_ended(*, mentorship: Mentorship, now: datetime, **_: Any) -> None:
    """A pair ended; while a round takes lists, the mentee may hand one in again, and who waits may have the place."""
    schedule_ranking(mentorship.cycle, now=now, mentees=[mentorship.mentee_id])
    if mentorship.participation_id:
        fill_places(mentorship.participation_id, now=now)


@receiver(enrollment_withdrawn)
def on_enrollment_withdrawn(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee withdrew."""
    endings.withdraw_offers_of_mentee(enrollment, now=now)
    endings.withdraw_requests_of_mentee(enrollment, now=now)


@receiver(participation_changed)
def on_participation_changed(*, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor went on leave, came back, or left."""
    endings.withdraw_offers_of_mentor(participation, now=now)
    endings.close_requests_of_mentor(participation, now=now)


@receiver(cycle_closed)
def on_cycle_closed(*, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed."""
    endings.end_rounds(cycle, now=now)
    endings.end_requests_of_year(cycle, now=now)


@receiver(mentor_avoided)
def on_mentor_avoided(*, enrollment: Enrollment, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentee would rather not be paired with a mentor."""
    apply_avoidance(enrollment, participation=participation, now=now)
    endings.withdraw_requests_between(enrollment, participation=participation, now=now)


@receiver(mentor_ruled_out)
def on_mentor_ruled_out(*, enrollment: Enrollment, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentee declared a conflict that rules a pairing out."""
    remove_from_lists(enrollment, participation=participation, now=now)
    endings.withdraw_requests_between(enrollment, participation=participation, now=now)
