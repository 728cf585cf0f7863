"""The end of a year: mentors are thanked with what they did, say whether they’d do it again, and are invited or not."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from core.todo import Task
from home.standing import standing_of
from home.todo import member_tasks
from notifications.models import Message
from people.models import MentoringOptOut, MentorParticipation
from people.services.next_year import returning_mentors
from people.services.renewals import answer_renewal, thank_mentors
from programs.models import Cycle, CycleState
from programs.services.cycles import advance_cycle
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import SessionFactory
from tests.handbooks import text
from tests.outbox import deliver_due

Renewal = MentorParticipation.Renewal


@pytest.fixture
def ending(cycle: Cycle, participation: MentorParticipation) -> Cycle:
    Cycle.objects.update(state=CycleState.CLOSING)
    cycle.refresh_from_db()
    return cycle


def test_a_mentor_is_thanked_with_their_own_year_when_it_closes(
    ending: Cycle, mentor: User, student: User, now: datetime
) -> None:
    pair = MentorshipFactory.create(
        cycle=ending, mentor=mentor, mentee=student, participation=mentor.participations.get(cycle=ending)
    )
    for state in (MentoringSession.State.HELD, MentoringSession.State.HELD, MentoringSession.State.MISSED):
        SessionFactory.create(mentorship=pair, cycle=ending, state=state, minutes=60)
    gone = MentorParticipationFactory.create(cycle=ending, state=MentorParticipation.State.ENDED)
    advance_cycle(ending, to=CycleState.CLOSED, now=now, confirmed=True)
    thanks = Message.objects.filter(event="mentor_thanked")
    assert list(thanks.values_list("recipient", flat=True)) == [mentor.pk] != [gone.mentor_id]
    deliver_due(now + timedelta(days=1))
    body = thanks.get().body
    for fact in ("1 mentee", "2 sessions held", "about 2 hours together"):
        assert fact in body


@pytest.mark.parametrize(
    ("answer", "opted_out", "returns"),
    [(Renewal.AGAIN, False, True), (Renewal.NOT_NEXT, False, False), (Renewal.NO_MORE, True, False)],
)
def test_one_tap_decides_who_is_invited_to_the_next_year(
    answer: str,
    opted_out: bool,
    returns: bool,
    ending: Cycle,
    participation: MentorParticipation,
    mentor: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    with time_machine.travel(now):
        browser = sign_in(mentor)
        assert "Say whether you’ll mentor again" in [task.title for task in _tasks(mentor, participation, now)]
        browser.post(reverse("people:renew", args=[participation.pk]), {"answer": "maybe"})
        assert not MentorParticipation.objects.exclude(renewal="").exists()
        answered = browser.post(reverse("people:renew", args=[participation.pk]), {"answer": answer}, follow=True)
    assert f"You said “{Renewal(answer).label}”" in text(answered)
    participation.refresh_from_db()
    assert not _tasks(mentor, participation, now)
    assert MentoringOptOut.objects.exists() == opted_out
    assert returning_mentors(ending).exists() == returns
    # Whoever changes their mind is asked again, and no reminder goes to who has answered.
    answer_renewal(participation, answer=Renewal.AGAIN, now=now)
    assert returning_mentors(ending).exists()
    assert thank_mentors(MentorParticipation.objects.all(), now=now) == 0


def _tasks(mentor: User, participation: MentorParticipation, now: datetime) -> list[Task]:
    rows = MentorParticipation.objects.filter(pk=participation.pk).select_related("cycle__program__institution")
    return [task for task in member_tasks(standing_of(mentor, [], list(rows)), now=now) if "mentor again" in task.title]


def test_nobody_is_asked_while_the_year_goes_on(
    participation: MentorParticipation, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    assert sign_in(mentor).get(reverse("people:thank-mentor", args=[participation.pk])).status_code == 404
    assert thank_mentors(MentorParticipation.objects.all(), now=now) == 0
    with pytest.raises(WrongState):
        answer_renewal(participation, answer=Renewal.AGAIN, now=now)


def test_coordinators_see_who_said_what_thank_the_silent_and_invite_the_willing(
    ending: Cycle,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    said = {answer: MentorParticipationFactory.create(cycle=ending) for answer in Renewal}
    for answer, row in said.items():
        answer_renewal(row, answer=answer, now=now)
    planned = CycleFactory.create(
        program=ending.program,
        name="2027–28",
        state=CycleState.PLANNING,
        planning_from=ending.planning_from + timedelta(days=1),
    )
    office, year = sign_in(coordinator), {"year": ending.pk}
    page = office.get(reverse("people:show-recruiting", args=["compass"]), year)
    assert [each.number for each in page.context["renewals"]] == [1, 1, 1, 1]
    for each in page.context["renewals"]:
        assert office.get(each.url).context["views"].number == 1
    with django_assert_num_queries(11):
        assert "Again next year" in text(office.get(reverse("people:show-list", args=["compass", "mentors"]), year))

    def act(key: str) -> None:
        url = reverse("people:act-on-list", args=["compass", "mentors"]) + f"?year={ending.pk}&do={key}&all=1"
        asked = office.get(url)
        assert asked.status_code == 200
        office.post(url, {"revision": asked.context["revision"]})

    with time_machine.travel(now):
        act("thank")
        act("thank")
        act("invite-on")
    thanked = Message.objects.filter(event="mentor_thanked").values_list("recipient", flat=True)
    assert list(thanked) == [participation.mentor_id]
    invited = set(planned.participations.values_list("mentor", "state"))
    assert invited == {(said[Renewal.AGAIN].mentor_id, "invited"), (participation.mentor_id, "invited")}
