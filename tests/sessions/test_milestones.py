"""Where two people are in their year, and how many pairs are where."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import Mentorship
from pairs.presentation.milestones import together
from pairs.services.agreements import sign_agreement, write_agreement
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory

MET = datetime(2026, 10, 22, 14, tzinfo=UTC)


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    """A pair that has met once, long before the day of the midyear talk."""
    Cycle.objects.filter(pk=cycle.pk).update(mid_year_on=date(2027, 2, 1), first_meeting_by=date(2026, 10, 30))
    cycle.refresh_from_db()
    pair = MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)
    SessionFactory.create(mentorship=pair, state=MentoringSession.State.HELD, starts_at=MET)
    return pair


def test_what_is_behind_and_ahead_follows_from_the_facts(
    pair: Mentorship, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = write_agreement(pair, answers={"goals": "Meet"}, by=pair.mentee, now=MET)
    for days, person in enumerate((pair.mentee, pair.mentor), start=4):
        sign_agreement(pair, sha256=version.sha256, by=person, now=MET + timedelta(days=days))
    assert pair.cycle.program.institution.name
    with django_assert_num_queries(1):
        found = together(pair, pair.mentee, day=date(2026, 11, 1))
    assert [(each.key, each.reached_on) for each in found.done] == [
        ("paired", pair.started_on),
        ("first_meeting", MET.date()),
        ("agreement", MET.date() + timedelta(days=5)),
    ]
    assert [(each.key, each.planned_on) for each in found.ahead] == [
        ("mid_year", date(2027, 2, 1)),
        ("complete", pair.cycle.ends_on),
    ]
    assert found.agreement
    assert (found.agreement.is_signed, found.agreement.mine) == (True, True)
    write_agreement(pair, answers={"goals": "Meet more often"}, by=pair.mentee, now=MET)
    SessionFactory.create(
        mentorship=pair, state=MentoringSession.State.HELD, starts_at=datetime(2027, 2, 9, 14, tzinfo=UTC)
    )
    later = together(pair, pair.mentee, day=date(2027, 3, 1))
    assert [each.key for each in later.done] == ["paired", "first_meeting", "mid_year"]


def test_staff_see_numbers_and_no_names(
    pair: Mentorship, coordinator: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MentorshipFactory.create_batch(2, cycle=pair.cycle)
    MentorshipFactory.create(cycle=pair.cycle, state=Mentorship.State.ENDED)
    browser = sign_in(coordinator)
    with django_assert_num_queries(8):
        page = browser.get(reverse("pairs:show-milestones", args=[pair.cycle_id]))
    assert page.status_code == HTTPStatus.OK
    bars = {str(count.title): (count.number, share) for count, share in page.context["picture"].rows}
    assert bars["Paired"] == (3, 100)
    assert bars["First meeting"] == (1, 33)
    assert bars["Agreement signed"] == (0, 0)
    assert pair.mentee.family_name not in page.content.decode()
