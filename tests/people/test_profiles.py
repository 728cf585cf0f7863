"""One page for a profile and the part in a year, and what it lacks."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from people.presentation.meeting_times import times_in_words
from people.presentation.own_profile import gaps_in_words
from people.queries.profile_gaps import NEEDED, Gap, is_complete, profile_gaps
from programs.models import HandbookVersion
from programs.services.handbooks import acknowledge_handbook
from tests.conftest import SignIn
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import InterestTermFactory


def test_gaps_are_told_and_only_the_needed_ones_count(participation: MentorParticipation, mentor: User) -> None:
    User.objects.filter(pk=mentor.pk).update(about="", ask_me_about="", working_style="", wish_known="", photo_key="")
    assert profile_gaps(participation) == list(Gap)
    assert not is_complete(participation)
    participation.support_offers.create(function="networking")
    elsewhere = InterestTermFactory.create(institution__slug="other")
    mentor.interests.create(term=elsewhere)
    assert Gap.INTERESTS in profile_gaps(participation)
    mentor.interests.create(term=InterestTermFactory.create(institution=participation.cycle.program.institution))
    assert is_complete(participation)
    said = {"about": "I sing.", "working_style": "Slowly.", "wish_known": "That it ends."}
    User.objects.filter(pk=mentor.pk).update(**said)
    MentorParticipation.objects.filter(pk=participation.pk).update(meeting_times=["tue-evening"])
    assert set(profile_gaps(participation)) == {Gap.PHOTO, Gap.ASK_ME_ABOUT}
    assert not {Gap.PHOTO, Gap.ASK_ME_ABOUT} & NEEDED
    missing = "2 things mentees look for are missing: a photo and what to ask you about."
    assert gaps_in_words(participation) == missing


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], ""),
        (["tue-evening", "wed-morning", "thu-evening"], "Wed mornings; Tue and Thu evenings"),
        ([f"{day}-morning" for day in ("mon", "tue", "wed", "thu", "fri")], "Mon to Fri mornings"),
    ],
)
def test_parts_of_the_week_in_words(codes: list[str], words: str) -> None:
    assert times_in_words(codes) == words


def test_my_profile_leads_to_the_page_with_my_part_in_the_year(
    participation: MentorParticipation,
    mentor: User,
    enrollment: Enrollment,
    student: User,
    handbook: HandbookVersion,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    url, page = reverse("people:edit-profile"), reverse("people:edit-participation", args=[participation.pk])
    client = sign_in(mentor)
    assert client.get(url)["Location"] == page
    other = MentorParticipationFactory.create(mentor=mentor, cycle__program__slug="other")
    Enrollment.objects.create(cycle=participation.cycle, mentee=mentor)
    for _n in range(2):
        with django_assert_num_queries(15):
            shown = client.get(page).content.decode()
        assert reverse("people:edit-participation", args=[other.pk]) in shown
        InterestTermFactory.create_batch(3, institution=participation.cycle.program.institution)
    learner = sign_in(student)
    assert learner.get(url).status_code == 200  # the handbook comes first there
    acknowledge_handbook(handbook, by=student, now=now)
    told = reverse("people:enroll", args=["compass"])
    assert learner.get(url)["Location"] == told
    with django_assert_num_queries(15):
        learner.get(told)
