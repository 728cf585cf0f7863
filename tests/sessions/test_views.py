"""What the pages show, and what a posted form does."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import GroupMember, Mentorship
from pairs.services.actions import add_action
from pairs.services.goal_steps import add_step
from pairs.services.goals import add_goal
from pairs.services.shared_things import share_link
from pairs.services.thanks import say_thanks
from pairs.services.topics import add_topic
from programs.models import Cycle, Program
from sessions.calendars.recurrence import Repeat
from sessions.models import Attendance, MentoringSession, PrivateNote, SharedSummary
from sessions.queries.drift import quiet_pairs
from sessions.services.bookings import SessionPlan, propose_session
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import (
    AttendanceFactory,
    GroupFactory,
    GroupMemberFactory,
    SessionFactory,
    WorkshopFactory,
)

State = MentoringSession.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
BOOKING = {"date": "2026-12-17", "time": "08:00", "minutes": "45", "mode": "video", "repeat": "once"}
LOG = {"outcome": "held", "date": "2026-11-26", "time": "16:00", "minutes": "45", "mode": "video"}


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def begun(pair: Mentorship, now: datetime) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=4))


def _url(name: str, pk: object) -> str:
    return reverse(f"sessions:{name}", kwargs={"pk": pk})


def test_the_workspace_begins_with_what_waits(
    pair: Mentorship, begun: MentoringSession, student: User, mentor: User, sign_in: SignIn
) -> None:
    page = sign_in(mentor).get(_url("show-pair", pair.pk)).content.decode()
    assert page.index("What needs you now") < page.index("Log a session") < page.index("Who sees this page")
    assert "What needs you now" not in sign_in(student).get(_url("show-pair", pair.pk)).content.decode()


def test_an_empty_workspace_says_what_to_do_next(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    page = sign_in(student).get(_url("show-pair", pair.pk)).content.decode()
    assert "No sessions yet." in page
    assert _url("find-time", pair.pk) in page


def test_each_sees_their_own_clock_first(pair: Mentorship, student: User, mentor: User, sign_in: SignIn) -> None:
    page = _url("show-session", SessionFactory.create(mentorship=pair).pk)
    times = [
        [element.strip() for element in _times(sign_in(one).get(page).content.decode())] for one in (student, mentor)
    ]
    assert times == [
        ["Thu 17 Dec 2026, 08:00 Toronto", "16:00 Kampala"],
        ["Thu 17 Dec 2026, 16:00 Kampala", "08:00 Toronto"],
    ]


def test_the_next_session_stands_first_and_the_past_by_month(
    pair: Mentorship, student: User, now: datetime, sign_in: SignIn
) -> None:
    days = (-90, -60, -1, 1, 2)
    sessions = [SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=day)) for day in days]
    page = sign_in(student).get(_url("show-pair", pair.pk)).content.decode()
    following, later = page.split("1 later session\n")
    assert [str(one.pk) in following for one in sessions] == [False, False, False, True, False]
    months, earlier = later.split("1 earlier session\n")
    assert [str(one.pk) in months for one in sessions] == [False, True, True, False, True]
    assert str(sessions[0].pk) in earlier


def test_the_workspace_tells_the_next_session_on_both_clocks(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    SessionFactory.create(mentorship=pair)
    page = sign_in(mentor).get(_url("show-pair", pair.pk)).content.decode()
    clocks = page.split('class="clocks"')[1].split("</dl>")[0]
    assert re.findall(r">(\d\d:\d\d)</time>", clocks) == ["16:00", "08:00"]


def _times(page: str) -> list[str]:
    when = page.split('class="when zones"')[1].split("</p>")[0]
    return [part.split(">")[1] for part in when.split("</time")[:-1] for part in [part[part.index("<time") :]]]


def test_a_suggested_time_is_saved_on_the_readers_clock(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    response = sign_in(mentor).post(_url("propose-session", pair.pk), BOOKING)
    assert response.status_code == 302
    session = MentoringSession.objects.get()
    assert (session.starts_at.hour, session.time_zone) == (5, "Africa/Kampala")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": "2027-03-14", "time": "02:30"}, "skip 02:30"),
        ({"date": "2026-11-29"}, "in the future"),
        ({"repeat": "weekly"}, "Enter how many sessions"),
        ({"minutes": "7"}, "Select a valid choice"),
        ({"date": ""}, "required"),
    ],
)
def test_a_time_that_cannot_be_comes_back_with_the_reason(
    change: dict[str, str], message: str, pair: Mentorship, student: User, sign_in: SignIn
) -> None:
    response = sign_in(student).post(_url("propose-session", pair.pk), BOOKING | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "<title>Error: " in page
    assert not MentoringSession.objects.exists()


def test_a_series_is_answered_with_one_button(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime, sign_in: SignIn
) -> None:
    first, *_ = propose_session(pair, by=student, plan=replace(plan, repeat=Repeat.WEEKLY, times=4), now=now)
    browser = sign_in(mentor)
    assert "Accept all 4 sessions" in browser.get(_url("show-session", first.pk)).content.decode()
    assert browser.post(_url("answer-session", first.pk), {"answer": "yes"}).status_code == 302
    assert MentoringSession.objects.filter(state=State.SCHEDULED).count() == 4


def test_a_refused_step_keeps_the_page_and_says_why(
    pair: Mentorship, student: User, plan: SessionPlan, now: datetime, sign_in: SignIn
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    response = sign_in(student).post(_url("answer-session", session.pk), {"answer": "yes"})
    assert response.status_code == 409
    assert "the other person answers." in response.content.decode()


def test_the_log_knows_what_the_calendar_says(begun: MentoringSession, mentor: User, sign_in: SignIn) -> None:
    page = sign_in(mentor).get(_url("log-session", begun.pk)).content.decode()
    assert 'value="2026-11-26"' in page
    assert 'value="17:00"' in page
    assert "Start, Kampala" in page
    assert "Save and ask Noor to confirm" in page


def test_a_log_of_one_screen_is_saved(begun: MentoringSession, mentor: User, sign_in: SignIn) -> None:
    data = LOG | {"topics": ["career_advice"], "summary": "We read the draft."}
    assert sign_in(mentor).post(_url("log-session", begun.pk), data).status_code == 302
    begun.refresh_from_db()
    assert (begun.state, begun.starts_at.hour) == (State.HELD, 13)
    assert begun.shared_summary.text == "We read the draft."


@pytest.mark.parametrize(("outcome", "expected"), [("excused", "excused"), ("no_show", "no_show")])
def test_who_did_not_come_is_told_apart(
    outcome: str, expected: str, begun: MentoringSession, student: User, mentor: User, sign_in: SignIn
) -> None:
    sign_in(mentor).post(_url("log-session", begun.pk), LOG | {"outcome": outcome})
    begun.refresh_from_db()
    assert begun.state == State.MISSED
    assert begun.attendances.get(user=student).state == expected
    page = sign_in(mentor).get(_url("log-session", begun.pk)).content.decode()
    assert f'value="{outcome}"' in page.split("checked")[0].split("<input")[-1]


def test_a_confidential_log_with_content_is_refused(begun: MentoringSession, mentor: User, sign_in: SignIn) -> None:
    response = sign_in(mentor).post(_url("log-session", begun.pk), LOG | {"confidential": "on", "summary": "Words."})
    assert response.status_code == 422
    assert not SharedSummary.objects.exists()


def test_the_same_form_sent_twice_logs_one_session(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    page = browser.get(_url("log-new-session", pair.pk)).content.decode()
    hidden = page.split('name="session_id" value="')[1].split('"')[0]
    for _ in range(2):
        assert browser.post(_url("log-new-session", pair.pk), LOG | {"session_id": hidden}).status_code == 302
    assert str(MentoringSession.objects.get().pk) == hidden


def test_a_group_log_tells_who_was_there(
    cycle: Cycle, student: User, mentor: User, now: datetime, sign_in: SignIn
) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, starts_at=now - timedelta(days=4), places=None)
    AttendanceFactory.create(session=workshop, user=mentor, leads=True)
    AttendanceFactory.create(session=workshop, user=student)
    absent = AttendanceFactory.create(session=workshop).user
    excused = AttendanceFactory.create(session=workshop, state=Attendance.State.DECLINED).user
    let_know = AttendanceFactory.create(session=workshop).user
    browser, url = sign_in(mentor), _url("log-session", workshop.pk)
    data = LOG | {"there": [str(mentor.pk), str(student.pk)], "excused": [str(let_know.pk)]}
    assert browser.post(url, data | {"excused": [str(student.pk)]}).status_code == 422
    assert browser.post(url, data).status_code == 302
    states = dict(workshop.attendances.values_list("user", "state"))
    assert states == {
        mentor.pk: Attendance.State.ATTENDED,
        student.pk: Attendance.State.ATTENDED,
        absent.pk: Attendance.State.NO_SHOW,
        excused.pk: Attendance.State.EXCUSED,
        let_know.pk: Attendance.State.EXCUSED,
    }


def test_a_difference_without_words_is_asked_for(
    begun: MentoringSession, student: User, mentor: User, sign_in: SignIn
) -> None:
    sign_in(mentor).post(_url("log-session", begun.pk), LOG)
    response = sign_in(student).post(_url("dispute-session", begun.pk), {"requested_change": " "})
    assert response.status_code == 422
    assert '<details id="differs" open>' in response.content.decode()


def test_the_calendar_file_is_offered_as_a_file(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    session = SessionFactory.create(mentorship=pair)
    response = sign_in(student).get(_url("download-calendar", session.pk))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).events
    assert (str(event["summary"]), event.decoded("dtstart")) == (
        "Mentoring session",
        session.starts_at,
    )


def test_the_waiting_list_is_shown_to_coordinators_only(
    cycle: Cycle, coordinator: User, student: User, mentor: User, now: datetime, sign_in: SignIn
) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, places=1)
    AttendanceFactory.create(session=workshop, user=student)
    first = EnrollmentFactory.create(cycle=cycle).mentee
    for minute, person in enumerate((first, EnrollmentFactory.create(cycle=cycle).mentee)):
        AttendanceFactory.create(
            session=workshop,
            user=person,
            state=Attendance.State.WAITLISTED,
            waiting_since=now - timedelta(minutes=9 - minute),
        )
    page = _url("show-session", workshop.pk)
    assert first.family_name in sign_in(coordinator).get(page).content.decode()
    assert first.family_name not in sign_in(student).get(page).content.decode()
    assert student.family_name not in sign_in(mentor).get(page).content.decode()
    assert "You’re number 1 on the waiting list" in sign_in(first).get(page).content.decode()


def test_a_group_is_planned_from_the_list(cycle: Cycle, mentor: User, student: User, sign_in: SignIn) -> None:
    group = GroupFactory.create(cycle=cycle)
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student)
    browser = sign_in(mentor)
    plan_page = _url("plan-group-session", group.pk)
    assert plan_page in browser.get(reverse("sessions:list-sessions")).content.decode()
    assert browser.post(plan_page, BOOKING | {"title": "Third evening"}).status_code == 302
    assert "Third evening" in sign_in(student).get(reverse("sessions:list-sessions")).content.decode()


def test_a_session_of_a_group_that_nobody_planned_is_logged_once(
    cycle: Cycle, mentor: User, student: User, sign_in: SignIn
) -> None:
    group = GroupFactory.create(cycle=cycle)
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student)
    browser, address = sign_in(mentor), _url("log-new-group-session", group.pk)
    page = browser.get(address).content.decode()
    hidden = page.split('name="session_id" value="')[1].split('"')[0]
    data = {name: value for name, value in LOG.items() if name != "outcome"} | {"session_id": hidden}
    nobody = browser.post(address, data)
    assert nobody.status_code == 422
    assert not MentoringSession.objects.exists()
    for _again in range(2):
        assert browser.post(address, data | {"there": [str(mentor.pk)]}).status_code == 302
    session = MentoringSession.objects.get()
    assert (session.title, session.state, session.logged_by) == (group.name, State.HELD, mentor)
    there = {one.user: (one.state, one.leads) for one in session.attendances.select_related("user")}
    assert there == {mentor: ("attended", True), student: ("excused", False)}
    twice = browser.post(address, data | {"there": [str(mentor.pk)], "session_id": str(uuid.uuid4())})
    assert "already been logged" in twice.content.decode()
    before = browser.post(address, data | {"there": [str(mentor.pk)], "session_id": "", "date": "2026-08-31"})
    assert "wasn’t there on that day" in before.content.decode()


def test_a_workshop_is_planned_with_its_leaders(cycle: Cycle, coordinator: User, mentor: User, sign_in: SignIn) -> None:
    data = BOOKING | {"title": "Stories", "places": "12", "leaders": [str(mentor.pk)]}
    assert sign_in(coordinator).post(_url("plan-workshop", cycle.pk), data).status_code == 302
    workshop = MentoringSession.objects.get()
    assert (workshop.places, workshop.attendances.count()) == (12, 1)


def test_coordinators_read_no_content(
    program: Program, pair: Mentorship, begun: MentoringSession, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    data = LOG | {"topics": ["psychological_support"], "summary": "We spoke about the night shift."}
    sign_in(mentor).post(_url("log-session", begun.pk), data)
    page = sign_in(coordinator).get(reverse("sessions:list-program-sessions", kwargs={"slug": program.slug}))
    text = page.content.decode()
    assert "Haddad-Quist" in text
    for secret in ("night shift", "sychological", _url("show-session", begun.pk), "check"):
        assert secret not in text.split("<main")[1]


def test_the_coordinators_list_filters_by_state(
    program: Program, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    SessionFactory.create(mentorship=pair)
    browser, url = sign_in(coordinator), reverse("sessions:list-program-sessions", kwargs={"slug": program.slug})
    assert "Haddad-Quist" in browser.get(url, {"state": "scheduled"}).content.decode()
    assert "No sessions to show." in browser.get(url, {"state": "missed"}).content.decode()


def test_an_emptied_note_is_removed(begun: MentoringSession, student: User, sign_in: SignIn) -> None:
    browser = sign_in(student)
    browser.post(_url("write-note", begun.pk), {"text": "Words."})
    browser.post(_url("write-note", begun.pk), {"text": ""})
    assert not PrivateNote.objects.exists()


def _more_sessions(pair: Mentorship, now: datetime, n: int) -> None:
    for day in range(n):
        SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=20 + day))
        SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=20 + day), state=State.HELD)
        add_topic(pair, by=pair.mentor, text=f"Topic {day}", now=now)
        add_action(pair, fields={"text": f"Action {day}", "owner": "both", "due_on": None}, now=now)
        goal = add_goal(pair, fields={"text": f"Goal {day}", "domain": "personal", "due_on": None}, now=now)
        add_step(goal, fields={"text": f"Step {day}"}, now=now)
        share_link(pair, by=pair.mentee, title=f"Link {day}", url="https://a.example/", now=now)
        say_thanks(pair, by=pair.mentee, text=f"Thanks {day}", now=now)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/sessions/", 9), ("/sessions/?when=past", 7), ("/pairs/{pair}/", 16)])
def test_the_mentees_lists_cost_the_same_for_any_number_of_rows(
    rows: int,
    path: str,
    queries: int,
    pair: Mentorship,
    student: User,
    now: datetime,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _more_sessions(pair, now, rows)
    browser = sign_in(student)
    with django_assert_num_queries(queries):
        page = browser.get(path.format(pair=pair.pk))
    assert page.content.decode().split("<main")[1].count("Nambozo-Hale") >= rows or "/pairs/" in path


@pytest.mark.parametrize("rows", [1, 3])
def test_the_coordinators_list_costs_the_same_for_any_number_of_rows(
    rows: int,
    program: Program,
    pair: Mentorship,
    coordinator: User,
    now: datetime,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _more_sessions(pair, now, rows)
    browser = sign_in(coordinator)
    with django_assert_num_queries(9):
        browser.get(reverse("sessions:list-program-sessions", kwargs={"slug": program.slug}))


def test_what_was_cancelled_ahead_does_not_stand_under_past(
    pair: Mentorship, student: User, now: datetime, sign_in: SignIn
) -> None:
    ahead = SessionFactory.create(mentorship=pair, state=State.CANCELLED, starts_at=now + timedelta(days=3))
    behind = SessionFactory.create(mentorship=pair, state=State.CANCELLED, starts_at=now - timedelta(days=3))
    coming = sign_in(student).get(reverse("sessions:list-sessions")).content.decode()
    past = sign_in(student).get(reverse("sessions:list-sessions"), {"when": "past"}).content.decode()
    assert [str(ahead.pk) in coming, str(behind.pk) in coming] == [True, False]
    assert [str(ahead.pk) in past, str(behind.pk) in past] == [False, True]


def test_a_disputed_log_does_not_count_as_held(
    pair: Mentorship, mentor: User, coordinator: User, now: datetime, sign_in: SignIn
) -> None:
    for days, confirmation in ((2, "confirmed"), (3, "waiting"), (4, "disputed")):
        start = now - timedelta(days=days)
        SessionFactory.create(mentorship=pair, starts_at=start, state=State.HELD, confirmation=confirmation)
    assert "2 held" in sign_in(mentor).get(_url("show-pair", pair.pk)).content.decode()
    assert "2 sessions held" in sign_in(mentor).get(reverse("home")).content.decode()
    assert "2 sessions were held in the last seven days" in sign_in(coordinator).get(reverse("home")).content.decode()


def test_a_pair_whose_only_log_is_disputed_is_at_risk(pair: Mentorship, now: datetime) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(started_on=(now - timedelta(days=100)).date())
    session = SessionFactory.create(
        mentorship=pair, starts_at=now - timedelta(days=4), state=State.HELD, confirmation="confirmed"
    )
    assert not quiet_pairs(pair.cycle, now=now).exists()
    session.confirmation = "disputed"
    session.save()
    assert [vars(quiet)["held"] for quiet in quiet_pairs(pair.cycle, now=now)] == [0]
