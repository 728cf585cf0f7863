"""The pages of rolling programs, for mentee, mentor and coordinator."""

from datetime import datetime, time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from home.standing import standing_of
from home.todo import member_tasks
from matching.models import MentorRequest
from matching.services.requests import ask_mentor, decline_request
from notifications.models import NotificationPreference
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, Program
from programs.policies import enrollment_is_open
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.outbox import deliver_due

SECRET = "My mother was ill last year."


@pytest.fixture(autouse=True)
def _rolling(cycle: Cycle) -> None:
    Program.objects.update(pairing=Program.Pairing.ROLLING)
    cycle.program.refresh_from_db()


@pytest.fixture
def asked(enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> MentorRequest:
    return ask_mentor(enrollment, participation=participation, note=SECRET, now=now)


def _list(cycle: Cycle) -> str:
    return reverse("matching:list-requests", args=[cycle.pk])


def test_a_mentee_asks_and_a_mentor_says_yes(
    cycle: Cycle, student: User, mentor: User, participation: MentorParticipation, sign_in: SignIn, now: datetime
) -> None:
    with time_machine.travel(now, tick=False):
        desk = sign_in(student)
        assert desk.get(reverse("matching:list-mentors", args=[cycle.pk])).url == _list(cycle)  # type: ignore[attr-defined]
        ask = reverse("matching:ask-mentor", args=[participation.pk])
        assert ask in desk.get(_list(cycle)).content.decode()
        assert ask in desk.get(reverse("matching:show-mentor", args=[participation.pk])).content.decode()
        done = desk.post(ask, {"note": SECRET}, follow=True).content.decode()
        assert "will get your request" in done
        asked = MentorRequest.objects.get()
        page = reverse("matching:show-request", args=[asked.pk])
        other = sign_in(mentor)
        assert SECRET in other.get(page).content.decode()
        answer = reverse("matching:answer-request", args=[asked.pk])
        paired = other.post(answer, {"answer": "accept"}, follow=True).content.decode()
        assert "are paired" in paired
        assert other.post(answer, {"answer": "accept"}).status_code == 302, "twice does no harm"
    assert Mentorship.objects.count() == 1


def test_who_has_asked_sees_that_request_and_a_second_note_is_not_taken(
    asked: MentorRequest,
    cycle: Cycle,
    participation: MentorParticipation,
    student: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    Program.objects.update(open_requests=1)
    desk, page = sign_in(student), reverse("matching:show-request", args=[asked.pk])
    ask = reverse("matching:ask-mentor", args=[participation.pk])
    with time_machine.travel(now, tick=False):
        assert desk.get(ask).url == page  # type: ignore[attr-defined]
        assert desk.post(ask, {"note": "Another"}).url == page  # type: ignore[attr-defined]
        profile = desk.get(reverse("matching:show-mentor", args=[participation.pk])).content.decode()
        assert "take a request back" in desk.get(_list(cycle)).content.decode()
    assert page in profile
    assert ask not in profile
    asked.refresh_from_db()
    assert asked.note == SECRET


def test_a_mentee_reads_a_no_and_silence_in_the_same_words(
    asked: MentorRequest, cycle: Cycle, student: User, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    decline_request(asked, by=mentor, now=now)
    pages = [_list(cycle), reverse("matching:show-request", args=[asked.pk])]
    desk = sign_in(student)
    no = [desk.get(page).content.decode() for page in pages]
    MentorRequest.objects.update(state=MentorRequest.State.EXPIRED)
    silence = [desk.get(page).content.decode() for page in pages]
    for one, other in zip(no, silence, strict=True):
        assert "Declined" not in one + other
        assert "Won’t go ahead" in one
        assert "Won’t go ahead" in other


def test_coordinators_see_that_it_goes_on_and_no_note(
    asked: MentorRequest, coordinator: User, sign_in: SignIn, program: Program
) -> None:
    desk = sign_in(coordinator)
    url = reverse("matching:list-program-requests", args=[program.slug])
    assert desk.get(reverse("matching:list-rounds", args=[program.slug])).url == url  # type: ignore[attr-defined]
    page = desk.get(url).content.decode()
    assert "Waiting for an answer (1)" in " ".join(page.split())
    assert SECRET not in page
    assert desk.get(reverse("matching:show-request", args=[asked.pk])).status_code == 403
    assert "No requests like these." in desk.get(url, {"state": "declined"}).content.decode()


@pytest.mark.parametrize(
    ("pairing", "open_", "page"),
    [(Program.Pairing.ROLLING, True, "list-program-requests"), (Program.Pairing.CHOICE, False, "list-rounds")],
)
def test_mentees_enroll_all_year_where_they_ask_all_year(
    pairing: Program.Pairing, open_: bool, page: str, cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    Program.objects.update(pairing=pairing)
    cycle.program.refresh_from_db()
    cycle.state = CycleState.RUNNING
    assert enrollment_is_open(cycle, invited=False) is open_
    menu = sign_in(coordinator).get(reverse("home")).content.decode().partition("<main")[0]
    assert reverse(f"matching:{page}", args=[cycle.program.slug]) in menu


def test_no_note_is_in_an_email(asked: MentorRequest, mentor: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=mentor, quiet_from=time(0), quiet_until=time(0))
    with time_machine.travel(now, tick=False):
        deliver_due(now)
    [email] = [one for one in mail.outbox if one.to == [mentor.email]]
    assert "asks you to be their mentor" in str(email.body)
    assert SECRET not in str(email.body)
    assert "Haddad" not in email.subject


def test_a_request_that_waits_is_nothing_that_the_mentor_sees(
    enrollment: Enrollment, participation: MentorParticipation, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    MentorParticipation.objects.update(capacity=0)
    waiting = ask_mentor(enrollment, participation=participation, note=SECRET, now=now)
    assert sign_in(mentor).get(reverse("matching:show-request", args=[waiting.pk])).status_code == 404


def test_home_says_whose_turn_it_is(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, student: User, mentor: User, now: datetime
) -> None:
    enrollment.cycle = cycle

    def titles(user: User, *enrollments: Enrollment) -> list[str]:
        return [task.title for task in member_tasks(standing_of(user, enrollments, []), now=now)]

    assert "Ask a mentor" in titles(student, enrollment)
    ask_mentor(enrollment, participation=participation, note="", now=now)
    assert "Ask a mentor" not in titles(student, enrollment)
    assert [title for title in titles(mentor, EnrollmentFactory.create(mentee=mentor)) if "request" in title] == [
        f"Answer the request of {student.formal_name}"
    ]


def test_lists_of_people_say_nothing_of_rounds(program: Program, coordinator: User, sign_in: SignIn) -> None:
    page = sign_in(coordinator).get(reverse("people:show-list", args=[program.slug, "mentees"])).content.decode()
    assert "Handbook" in page
    for words in ("No list yet", "Remind: list", "No offer yet"):
        assert words not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_database_as_often_for_many(
    rows: int, cycle: Cycle, enrollment: Enrollment, coordinator: User, student: User, sign_in: SignIn, now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    Program.objects.update(open_requests=5)
    cycle.program.refresh_from_db()
    enrollment.cycle = cycle
    for participation in MentorParticipationFactory.create_batch(rows, cycle=cycle):
        ask_mentor(enrollment, participation=participation, note="", now=now)
    pages = [
        (student, _list(cycle), 16),
        (student, f"{_list(cycle)}?q=given", 18),
        (coordinator, reverse("matching:list-program-requests", args=[cycle.program.slug]), 7),
        (student, reverse("matching:show-request", args=[MentorRequest.objects.all()[0].pk]), 10),
    ]
    for reader, url, queries in pages:
        desk = sign_in(reader)
        desk.get(url)
        with django_assert_num_queries(queries):
            assert desk.get(url).status_code == 200
