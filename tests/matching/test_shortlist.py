"""A private shortlist."""

import pytest

from accounts.models import User
from matching.models import ShortlistEntry
from matching.services.shortlist import add_to_shortlist, remove_from_shortlist
from pairs.errors import NotEligible
from people.models import Enrollment, MentorParticipation
from tests.factories.people import MentorParticipationFactory


def kept(enrollment: Enrollment) -> list[int]:
    return list(enrollment.shortlist.values_list("participation_id", flat=True))


def test_keeping_twice_is_once_and_dropping_twice_is_no_error(
    enrollment: Enrollment, participation: MentorParticipation
) -> None:
    for _ in range(2):
        add_to_shortlist(enrollment, participation=participation)
    assert kept(enrollment) == [participation.pk]
    for _ in range(2):
        remove_from_shortlist(enrollment, participation=participation)
    assert kept(enrollment) == []


def test_it_takes_only_mentors_of_the_cycle_and_not_oneself(enrollment: Enrollment) -> None:
    elsewhere = MentorParticipationFactory.create()
    own = MentorParticipationFactory.create(cycle=enrollment.cycle, mentor=enrollment.mentee)
    for participation in (elsewhere, own):
        with pytest.raises(NotEligible):
            add_to_shortlist(enrollment, participation=participation)
    assert kept(enrollment) == []


def test_only_the_mentee_sees_it(
    enrollment: Enrollment,
    participation: MentorParticipation,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    outsider: User,
) -> None:
    add_to_shortlist(enrollment, participation=participation)
    for person in (student, mentor, coordinator, admin, outsider):
        assert ShortlistEntry.objects.visible_to(person).exists() is (person == student)
