"""Inviting again by hand: whom it reaches, how often, and who is left in peace."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from core.errors import WrongState
from notifications.models import Fault, Message
from people.errors import NobodyToInvite
from people.imports.preview import Kind, preview
from people.imports.reading import read_people
from people.models import Enrollment, MentoringOptOut, MentorParticipation
from people.services.import_people import import_people
from people.services.invitations import invite_again
from people.services.participations import answer_invitation
from people.services.staff import invite_staff
from programs.models import Cycle, Program
from tests.factories.notifications import MessageFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, ProgramFactory
from tests.outbox import deliver_due
from tests.together import at_once

SignIn = Callable[[User], Client]
DAYS = timedelta(days=1)
HEADER = "role,email,given_name,family_name,enrolled"
RUTH = "mentor,ruth@haldenlake.example,Ruth,Nambozo-Hale,"
ANOTHER = "mentor,omar@haldenlake.example,Omar,Lind,"


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def silent(cycle: Cycle) -> list[Enrollment]:
    """Three mentees who have not answered, in Year 1, and one in Year 2."""
    cohorts = ("Year 1", "Year 1", "Year 1", "Year 2")
    return [
        EnrollmentFactory.create(cycle=cycle, cohort=cohort, state=Enrollment.State.INVITED, mentee__last_login=None)
        for cohort in cohorts
    ]


def _bring(cycle: Cycle, *rows: str, now: datetime) -> None:
    people, problems, *_ = read_people("\n".join((HEADER, *rows)).encode(), cycle=cycle)
    assert problems == []
    import_people(cycle, rows=people, now=now)


def _page(browser: Client, query: str = "") -> str:
    return browser.get(f"{reverse('people:list-people', args=['compass'])}{query}", follow=True).content.decode()


def _again(browser: Client, query: str = "") -> tuple[str, str]:
    """The address of the page that asks, and the revision that it shows."""
    url = f"{reverse('people:act-on-list', args=['compass', 'mentees'])}?do=invite&all=1{query}"
    return url, browser.get(url).context["revision"]


def test_everybody_who_is_silent_and_matches_the_filter_is_invited_again(
    silent: list[Enrollment], coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    browser = sign_in(coordinator)
    assert "Select all 4 that match" in _page(browser)
    assert "Select all 3 that match" in _page(browser, "?q=Year+1")
    url, revision = _again(browser, "&q=Year+1")
    assert "Invite 3 people again?" in browser.get(url).content.decode()
    assert not Message.objects.exists(), "asking writes to nobody"
    answer = browser.post(url, {"revision": revision}, follow=True).content.decode()
    assert "3 people will be invited again." in answer
    deliver_due(now)
    assert {email.to[0] for email in mail.outbox} == {row.mentee.email for row in silent[:3]}
    assert all("signs you in once" in str(email.body) for email in mail.outbox)


def test_nobody_is_invited_again_twice_a_day(
    silent: list[Enrollment], coordinator: User, sign_in: SignIn, moment: time_machine.Traveller
) -> None:
    browser = sign_in(coordinator)
    url, revision = _again(browser)
    browser.post(url, {"revision": revision})
    assert browser.post(url, {"revision": revision}).status_code == 422, "a double click"
    assert Message.objects.count() == 4
    deliver_due()
    moment.shift(DAYS - timedelta(minutes=1))
    assert "This doesn’t apply to what you chose." in browser.get(url).content.decode()
    moment.shift(timedelta(minutes=2))
    assert "Invite 4 people again?" in browser.get(url).content.decode()


def test_the_first_invitation_and_a_reminder_count_too(cycle: Cycle, now: datetime) -> None:
    _bring(cycle, RUTH, now=now)
    with pytest.raises(NobodyToInvite):
        invite_again(MentorParticipation.objects.all(), now=now)
    deliver_due(now)
    assert invite_again(MentorParticipation.objects.all(), now=now + DAYS) == 1
    mail.outbox.clear()
    deliver_due(now + DAYS)
    assert len(mail.outbox) == 1, "the day after the first one, which a reminder of its own would not be"


def test_who_answered_after_the_page_was_opened_is_not_counted(
    silent: list[Enrollment], coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    url, revision = _again(browser)
    Enrollment.objects.filter(pk=silent[0].pk).update(state=Enrollment.State.WITHDRAWN)
    answer = browser.post(url, {"revision": revision})
    assert answer.status_code == 422
    assert "Invite 3 people again?" in answer.content.decode()
    assert not Message.objects.exists()


def test_one_person_is_invited_again_from_the_list(
    silent: list[Enrollment], coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    browser = sign_in(coordinator)
    url = f"{reverse('people:act-on-list', args=['compass', 'mentees'])}?do=invite&row={silent[0].pk}"
    revision = browser.get(url).context["revision"]
    assert "1 person will be invited again." in browser.post(url, {"revision": revision}, follow=True).content.decode()
    assert "Got an invitation in the last 24 hours." in browser.get(url).content.decode()
    assert [message.recipient for message in Message.objects.all()] == [silent[0].mentee]


def test_nobody_of_another_program_is_invited_through_this_one(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    other = CycleFactory.create(program=ProgramFactory.create(institution=cycle.program.institution))
    foreign = EnrollmentFactory.create(cycle=other, state=Enrollment.State.INVITED)
    url = f"{reverse('people:act-on-list', args=['compass', 'mentees'])}?do=invite&row={foreign.pk}"
    answer = sign_in(coordinator).post(url, {"revision": ""}, follow=True)
    assert "Choose who it’s for" in answer.content.decode()
    assert not Message.objects.exists()


def test_who_has_answered_is_left_in_peace(cycle: Cycle, now: datetime) -> None:
    EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.ENROLLED, mentee__last_login=now)
    EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.INVITED, mentee__is_active=False)
    with pytest.raises(NobodyToInvite):
        invite_again(Enrollment.objects.all(), now=now)


def test_the_lists_of_who_never_signed_in_and_who_was_not_reached(
    silent: list[Enrollment], cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    here = EnrollmentFactory.create(cycle=cycle, mentee__last_login=now).mentee
    lost = silent[1].mentee
    MessageFactory.create(
        recipient=lost, state=Message.State.UNDELIVERABLE, fault=Fault.ADDRESS, sent_at=now - 3 * DAYS
    )
    browser = sign_in(coordinator)
    never, unreached = _page(browser, "?reach=never"), _page(browser, "?reach=unreached")
    assert here.display_name in _page(browser)
    assert here.display_name not in never
    assert "4 mentees" in never
    assert "1 mentee" in unreached
    assert lost.display_name in unreached


def test_the_team_is_invited_again(program: Program, admin: User, sign_in: SignIn, now: datetime) -> None:
    who = {"email": "d@haldenlake.example", "given_name": "D", "family_name": "W"}
    invite_staff(program, **who, role=Role.COORDINATOR, now=now - 2 * DAYS)
    deliver_due(now - 2 * DAYS)
    browser = sign_in(admin)
    assert "Invite 1 person again …" in browser.get(reverse("people:list-team", args=["compass"])).content.decode()
    url = reverse("people:invite-team-again", args=["compass"])
    browser.post(url, {"revision": browser.get(url).context["revision"]})
    mail.outbox.clear()
    deliver_due(now)
    assert [email.to for email in mail.outbox] == [["d@haldenlake.example"]]


def test_a_list_asks_the_database_as_often_for_three_as_for_twenty(
    silent: list[Enrollment],
    cycle: Cycle,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(coordinator)
    url = reverse("people:show-list", args=["compass", "mentees"])
    browser.get(url)
    for _ in range(2):
        with django_assert_num_queries(10):
            browser.get(url)
        EnrollmentFactory.create_batch(18, cycle=cycle, state=Enrollment.State.INVITED)


def _decline(participation: MentorParticipation, browser: Client, answer: str, **more: str) -> str:
    url = reverse("people:answer-invitation", args=[participation.pk])
    return browser.post(url, {"answer": answer, **more}, follow=True).content.decode()


@pytest.fixture
def asked(cycle: Cycle) -> MentorParticipation:
    return MentorParticipationFactory.create(
        cycle=cycle, state=MentorParticipation.State.INVITED, mentor__email="ruth@haldenlake.example"
    )


def test_one_step_declines_for_this_year_with_a_reason(asked: MentorParticipation, sign_in: SignIn) -> None:
    _decline(asked, sign_in(asked.mentor), "decline", reason="A sabbatical", share="on")
    asked.refresh_from_db()
    assert (asked.state, asked.decline_reason) == ("declined", "A sabbatical")
    assert not MentoringOptOut.objects.exists()


def test_one_step_asks_not_to_be_asked_again_and_it_is_taken_back(asked: MentorParticipation, sign_in: SignIn) -> None:
    browser = sign_in(asked.mentor)
    page = _decline(asked, browser, "never", reason="Retired")
    assert "We won’t ask you to mentor again." in page
    assert MentoringOptOut.objects.get().user == asked.mentor
    browser.post(reverse("people:ask-again", args=[asked.pk]))
    assert not MentoringOptOut.objects.exists()


def test_a_second_answer_changes_nothing(asked: MentorParticipation, now: datetime) -> None:
    answer_invitation(asked, accept=False, now=now)
    with pytest.raises(WrongState):
        answer_invitation(asked, accept=False, ask_again=False, now=now)
    assert not MentoringOptOut.objects.exists()


def test_a_later_file_leaves_out_who_asked_not_to_be_asked(asked: MentorParticipation, now: datetime) -> None:
    answer_invitation(asked, accept=False, ask_again=False, now=now)
    school = asked.cycle.program.institution
    later = CycleFactory.create(program=ProgramFactory.create(institution=school, slug="next"))
    checked = read_people("\n".join((HEADER, RUTH + "yes", ANOTHER)).encode(), cycle=later)
    ahead = preview(later, checked, now=now)
    assert (len(ahead.of(Kind.NEW)), ahead.opted_out) == (1, ("Ruth Nambozo-Hale",))
    assert import_people(later, rows=ahead.ready, now=now).new_mentors == 1
    assert [row.mentor.given_name for row in later.participations.all()] == ["Omar"]
    deliver_due(now)
    assert [email.to for email in mail.outbox] == [["omar@haldenlake.example"]]


def test_the_preview_of_a_file_names_who_is_left_out(
    asked: MentorParticipation, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    answer_invitation(asked, accept=False, ask_again=False, now=now)
    browser = sign_in(coordinator)
    file = SimpleUploadedFile("people.csv", "\n".join((HEADER, RUTH, ANOTHER)).encode())
    page = browser.post(reverse("people:import-people", args=["compass"]), {"file": file}, follow=True).content.decode()
    assert "They asked not to be invited to mentor again, and are left out:" in page
    assert "Ruth Nambozo-Hale." in page


def test_whoever_runs_the_program_sees_it(
    asked: MentorParticipation, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    answer_invitation(asked, accept=False, ask_again=False, now=now)
    browser = sign_in(coordinator)
    assert "don’t ask again" in _page(browser, "?role=mentor")
    oversight = browser.get(reverse("people:edit-participation", args=[asked.pk])).content.decode()
    assert "They asked not to be invited to mentor again." in oversight


def test_what_is_queued_elsewhere_is_not_sent_after_it(asked: MentorParticipation, now: datetime) -> None:
    school = asked.cycle.program.institution
    other = CycleFactory.create(program=ProgramFactory.create(institution=school, slug="next"))
    _bring(other, RUTH, now=now)
    answer_invitation(asked, accept=False, ask_again=False, now=now)
    deliver_due(now)
    deliver_due(now + 5 * DAYS)
    assert not mail.outbox
    with pytest.raises(NobodyToInvite):
        invite_again(other.participations.all(), now=now + 6 * DAYS)


def test_who_accepts_elsewhere_may_be_asked_again(asked: MentorParticipation, now: datetime) -> None:
    school = asked.cycle.program.institution
    other = CycleFactory.create(program=ProgramFactory.create(institution=school))
    waiting = MentorParticipationFactory.create(
        cycle=other, mentor=asked.mentor, state=MentorParticipation.State.INVITED
    )
    answer_invitation(asked, accept=False, ask_again=False, now=now)
    answer_invitation(waiting, accept=True, now=now)
    assert not MentoringOptOut.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_writes(now: datetime) -> None:
    EnrollmentFactory.create_batch(3, state=Enrollment.State.INVITED)
    results = at_once([lambda: invite_again(Enrollment.objects.all(), now=now)] * 4)
    assert sorted(results) == ["NobodyToInvite"] * 3 + ["done"]
    assert Message.objects.count() == 3
