"""What peers meet: on no page and in no message is anybody called a mentor or a mentee."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.services.formations import create_formation
from notifications.events import get_event
from notifications.models import Message
from notifications.presentation.emails import render_message
from pairs.models import GroupMember, MentoringGroup
from pairs.services.peers import leave_peers
from people.models import Enrollment, SupportNeed
from people.services.invitations import schedule_invitations
from people.services.returns import readmit_mentee
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, HandbookVersion, Program, SupportFunction
from sessions.models import Attendance, MentoringSession, Mode
from sessions.services.bookings import SessionPlan
from sessions.services.groups import plan_group_session
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import ChapterFactory, HandbookVersionFactory

pytestmark = pytest.mark.django_db

CALLED = re.compile(r"\bment(?:or|ee)s?\b", re.IGNORECASE)
UNSEEN = re.compile(r'\b(?:href|action|name|id|for|class|value|data-[a-z-]+)="[^"]*"')
PLAN = SessionPlan(local=datetime.fromisoformat("2026-12-17T08:00"), minutes=45, mode=Mode.VIDEO)


@pytest.fixture
def told(peer_cycle: Cycle) -> Program:
    """Everything that a program can say is said, and the handbook is there."""
    program = peer_cycle.program
    Program.objects.filter(pk=program.pk).update(
        mentee_gains="Somebody who knows the same nights",
        time_costs="Sessions | 30 min | every two weeks\n= Together | 6 h | in the year",
    )
    version = HandbookVersionFactory.create(program=program)
    ChapterFactory.create(version=version, audience="mentees", title="Listening", slug="listening", body="By turns.")
    published = datetime.fromisoformat("2026-08-01T12:00+00:00")
    HandbookVersion.objects.filter(pk=version.pk).update(state="published", published_at=published, sha256="0" * 64)
    program.refresh_from_db()
    return program


@pytest.fixture
def bo(peers: list[MentoringGroup]) -> User:
    """One of the pair."""
    return peers[0].members.order_by("pk")[0].user


@pytest.fixture
def other(peers: list[MentoringGroup]) -> User:
    return peers[0].members.order_by("pk")[1].user


@pytest.fixture
def session(peers: list[MentoringGroup], bo: User, now: datetime) -> MentoringSession:
    [planned] = plan_group_session(peers[0], by=bo, plan=PLAN, title="Bo and Eve", description="", now=now)
    return planned


def _seen(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200, url
    return UNSEEN.sub("", page.content.decode())


def _messages_of(user: User) -> Iterator[str]:
    for message in Message.objects.filter(recipient=user):
        render_message(message, get_event(message.event))
        yield f"{message.event}: {message.subject}\n{message.body}"


def _begun(session: MentoringSession) -> None:
    MentoringSession.objects.filter(pk=session.pk).update(starts_at=session.starts_at - timedelta(days=300))
    MentoringGroup.objects.update(formed_on=session.starts_at - timedelta(days=400))


def test_pages_call_nobody_mentor_or_mentee(
    told: Program, peers: list[MentoringGroup], session: MentoringSession, bo: User, other: User, sign_in: SignIn
) -> None:
    client, slug = sign_in(other), {"slug": told.slug}
    urls = [
        reverse("home"),
        reverse("programs:show-program", kwargs=slug),
        reverse("programs:show-handbook", kwargs=slug),
        reverse("programs:print-handbook", kwargs=slug),
        reverse("programs:show-chapter", kwargs=slug | {"chapter_slug": "listening"}),
        reverse("people:enroll", kwargs=slug),
        reverse("people:edit-profile"),
        reverse("sessions:list-sessions"),
        reverse("sessions:plan-group-session", kwargs={"pk": peers[0].pk}),
        reverse("sessions:log-new-group-session", kwargs={"pk": peers[0].pk}),
        reverse("sessions:show-session", kwargs={"pk": session.pk}),
        reverse("sessions:move-session", kwargs={"pk": session.pk}),
        reverse("sessions:write-note", kwargs={"pk": session.pk}),
        reverse("pairs:leave-peers", kwargs={"pk": peers[0].pk}),
        reverse("pairs:list-avoided-peers", kwargs={"cycle_pk": peers[0].cycle_id}),
        reverse("feedback:give-to-peer", kwargs={"pk": peers[0].pk, "person_pk": bo.pk}),
    ]
    seen = {url: _seen(client, url) for url in urls}
    _begun(session)
    Enrollment.objects.filter(mentee=other).update(state=Enrollment.State.STARTED)
    seen["log"] = _seen(client, reverse("sessions:log-session", kwargs={"pk": session.pk}))
    Cycle.objects.update(state="closing")
    seen["looking back"] = _seen(client, reverse("feedback:give-to-peer", args=[peers[0].pk, bo.pk]))
    seen["home while the year closes"] = _seen(client, reverse("home"))
    seen["past"] = _seen(client, f"{reverse('sessions:list-sessions')}?when=past")
    seen["acknowledge"] = _seen(client, reverse("people:enroll", kwargs=slug))
    newcomer = sign_in(UserFactory.create())
    seen["begin"] = _seen(newcomer, reverse("people:enroll", kwargs=slug))
    assert {url: CALLED.findall(text) for url, text in seen.items() if CALLED.search(text)} == {}


def test_enrolling_asks_for_what_peers_read(told: Program, peer_cycle: Cycle, sign_in: SignIn) -> None:
    newcomer = UserFactory.create()
    client, url = sign_in(newcomer), reverse("people:enroll", kwargs={"slug": told.slug})
    client.post(url)
    client.post(reverse("programs:acknowledge-handbook", kwargs={"slug": told.slug}), {"read": "on"})
    page = _seen(client, url)
    assert "Read by your peers" in page
    assert not CALLED.search(page)
    told_of = {"first_need": SupportFunction.values[0], "introduction": "Nights are long."}
    client.post(url, told_of | {"given_name": "Kit", "time_zone": "UTC"})
    assert peer_cycle.enrollments.get(mentee=newcomer).state == Enrollment.State.ENROLLED


def test_messages_call_nobody_mentor_or_mentee(
    told: Program,
    peers: list[MentoringGroup],
    peer_cycle: Cycle,
    session: MentoringSession,
    bo: User,
    other: User,
    now: datetime,
) -> None:
    coordinator = UserFactory.create()
    invited = EnrollmentFactory.create(cycle=peer_cycle, state=Enrollment.State.INVITED)
    schedule_invitations(peer_cycle, now=now, people=[invited.mentee_id], newcomers=[invited])
    leave_peers(peers[0], by=bo, now=now)
    gone = withdraw_enrollment(peer_cycle.enrollments.get(mentee=other), by=coordinator, now=now)
    readmit_mentee(gone, by=coordinator, reason="A slip.", now=now)
    texts = [text for user in (bo, other, invited.mentee) for text in _messages_of(user)]
    events = {text.partition(":")[0] for text in texts}
    assert events >= {"invitation", "group_started", "session_proposed", "session_tomorrow", "log_missing"}
    assert events >= {"peers_parted", "session_cancelled", "readmitted"}
    assert [text for text in texts if CALLED.search(text.partition("\n")[2])] == []


def test_home_shows_who_the_peer_is_and_what_they_hope_for(
    told: Program, peer_cycle: Cycle, peers: list[MentoringGroup], bo: User, other: User, sign_in: SignIn
) -> None:
    theirs = peer_cycle.enrollments.get(mentee=other)
    Enrollment.objects.filter(pk=theirs.pk).update(introduction="I work nights in Kampala.")
    SupportNeed.objects.create(enrollment=theirs, function=SupportFunction.values[0], priority=1)
    page = sign_in(bo).get(reverse("home")).content.decode()
    assert other.display_name in page
    assert "I work nights in Kampala." in page
    assert str(SupportFunction.labels[0]) in page


def test_either_logs_and_the_other_reads_it(
    told: Program, session: MentoringSession, bo: User, other: User, sign_in: SignIn
) -> None:
    """The one who was asked logs; who planned reads the summary and needs not log any more."""
    _begun(session)
    Attendance.objects.filter(session=session).update(state=Attendance.State.CONFIRMED)
    url = reverse("sessions:log-session", kwargs={"pk": session.pk})
    assert "Log a session" in sign_in(bo).get(reverse("home")).content.decode()
    client = sign_in(other)
    form = client.get(url).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, False)}
    answer = client.post(url, values | {"summary": "We spoke about nights.", "there": [bo.pk, other.pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    session.refresh_from_db()
    assert (session.state, session.logged_by) == (MentoringSession.State.HELD, other)
    assert "We spoke about nights." in sign_in(bo).get(f"/sessions/{session.pk}/").content.decode()
    assert "Log a session" not in sign_in(bo).get(reverse("home")).content.decode()


def test_when_one_of_two_cannot_come_the_session_is_cancelled_and_the_other_told(
    session: MentoringSession, bo: User, other: User, sign_in: SignIn
) -> None:
    MentoringSession.objects.filter(pk=session.pk).update(starts_at=session.starts_at + timedelta(days=36500))
    sign_in(other).post(reverse("sessions:answer-session", kwargs={"pk": session.pk}), {"answer": "no"})
    session.refresh_from_db()
    assert session.state == MentoringSession.State.CANCELLED
    assert set(Message.objects.filter(event="session_cancelled").values_list("recipient", flat=True)) == {bo.pk}


def test_nobody_looks_for_a_mentor_and_nobody_else_parts_them(
    peers: list[MentoringGroup], peer_cycle: Cycle, bo: User, sign_in: SignIn
) -> None:
    client, kofi = sign_in(bo), User.objects.get(given_name="Kofi")
    assert client.get(reverse("matching:list-mentors", kwargs={"cycle_pk": peer_cycle.pk})).status_code == 404
    enrollment = peer_cycle.enrollments.get(mentee=bo)
    assert sign_in(kofi).get(reverse("pairs:make-pair", kwargs={"pk": enrollment.pk})).status_code == 404
    leave = reverse("pairs:leave-peers", kwargs={"pk": peers[0].pk})
    assert sign_in(UserFactory.create()).get(leave).status_code == 404
    assert client.post(leave).status_code == 302
    assert client.get(leave).status_code == 404
    assert GroupMember.objects.current().filter(group=peers[0]).count() == 0


def test_staff_see_peers_and_end_a_pair(
    peers: list[MentoringGroup], peer_cycle: Cycle, bo: User, now: datetime, sign_in: SignIn
) -> None:
    program = peer_cycle.program
    client = sign_in(User.objects.get(given_name="Kofi"))
    groups = reverse("matching:list-groups", kwargs={"slug": program.slug})
    urls = {
        name: reverse(name, kwargs={"slug": program.slug})
        for name in ("people:list-people", "people:import-people", "programs:edit-program", "matching:list-rounds")
    }
    shown = {name: client.get(url, follow=True).content.decode() for name, url in urls.items()}
    assert "5 peers" in shown["people:list-people"]
    assert "Together in" in shown["people:list-people"]
    assert "Mentees" not in shown["people:list-people"]
    assert "capacity" not in shown["people:import-people"]
    benefits = client.get(reverse("programs:edit-step", kwargs={"slug": program.slug, "key": "benefits"}))
    assert "hat everyone gains" in benefits.content.decode()
    assert "End without fault" in shown["matching:list-rounds"]
    person = client.get(reverse("people:show-person", kwargs={"slug": program.slug, "pk": bo.pk})).content.decode()
    assert "Together with" in person
    end = reverse("pairs:end-peers-of-others", kwargs={"pk": peers[0].pk})
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "They asked."})["Location"] == groups
    home = client.get(reverse("home")).content.decode()
    assert "Without a peer (2)" in home
    assert "Without a mentor" not in home
    draft = create_formation(cycle=peer_cycle, by=UserFactory.create(), now=now)
    page = client.get(reverse("matching:show-formation", kwargs={"pk": draft.pk}))
    assert not CALLED.search(UNSEEN.sub("", page.content.decode()))
