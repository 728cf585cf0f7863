import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from sessions.errors import ImpossibleTime, InvalidLog, NotPermitted
from sessions.models import Attendance, MentoringSession, Mode, SharedSummary
from sessions.services.log_checks import confirm_log, dispute_log
from sessions.services.logs import SessionLog, log_new_session, log_session
from surveys.models import Asked, AskedPerson, Phase
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import SurveyVersionFactory
from tests.sessions.tasks import tasks_for

State = MentoringSession.State
Confirmation = MentoringSession.Confirmation
pytestmark = pytest.mark.django_db


@pytest.fixture
def session(pair: Mentorship) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=datetime(2026, 11, 26, 13, tzinfo=UTC))


@pytest.fixture
def log(student: User, mentor: User) -> SessionLog:
    return SessionLog(
        outcome=State.HELD,
        starts_at=datetime(2026, 11, 26, 13, 10, tzinfo=UTC),
        minutes=60,
        mode=Mode.AUDIO,
        attendance=dict.fromkeys((student.pk, mentor.pk), Attendance.State.ATTENDED),
        topics=("career_advice", "skill_development"),
        summary="We read the first draft.",
    )


def test_the_log_says_what_really_happened(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    log_session(session, by=mentor, log=log, now=now)
    session.refresh_from_db()
    assert (session.state, session.minutes, session.mode) == (State.HELD, 60, Mode.AUDIO)
    assert (session.logged_by, session.logged_at) == (mentor, now)
    assert session.confirmation == Confirmation.WAITING
    assert set(session.attendances.values_list("state", flat=True)) == {Attendance.State.ATTENDED}
    assert set(session.topics.values_list("function", flat=True)) == {"career_advice", "skill_development"}
    assert session.shared_summary.text == "We read the first draft."
    assert Message.objects.get(event="log_to_check").recipient == student


@pytest.mark.parametrize("asked", [Asked.MENTEES, Asked.BOTH])
def test_those_who_met_are_asked_how_it_was(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime, asked: Asked,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    SurveyVersionFactory.create(
        survey__program=session.cycle.program, survey__phase=Phase.SESSION_PULSE, survey__asked=asked
    )
    there = {student, mentor} if asked == Asked.BOTH else {student}
    for outcome, people in ((State.MISSED, set()), (State.HELD, there)):
        with django_capture_on_commit_callbacks(execute=True):
            log_session(session, by=mentor, log=replace(log, outcome=outcome), now=now)
        assert {each.person for each in AskedPerson.objects.select_related("person")} == people


def test_sending_the_log_twice_leaves_one_and_asks_once(
    session: MentoringSession, log: SessionLog, mentor: User, now: datetime
) -> None:
    log_session(session, by=mentor, log=log, now=now)
    log_session(session, by=mentor, log=log, now=now + timedelta(seconds=2))
    session.refresh_from_db()
    assert session.logged_at == now
    assert session.topics.count() == 2
    assert SharedSummary.objects.count() == 1
    assert Message.objects.filter(event="log_to_check").count() == 1


def test_the_mentee_does_not_log(session: MentoringSession, log: SessionLog, student: User, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        log_session(session, by=student, log=log, now=now)


def test_a_session_ahead_is_not_logged(session: MentoringSession, log: SessionLog, mentor: User, now: datetime) -> None:
    with pytest.raises(ImpossibleTime):
        log_session(session, by=mentor, log=replace(log, starts_at=now + timedelta(minutes=1)), now=now)


@pytest.mark.parametrize(("summary", "topics"), [("We spoke.", ()), ("", ("career_advice",))])
def test_a_confidential_log_has_no_content(
    summary: str, topics: tuple[str, ...], session: MentoringSession, log: SessionLog, mentor: User, now: datetime
) -> None:
    with pytest.raises(InvalidLog):
        log_session(session, by=mentor, log=replace(log, confidential=True, summary=summary, topics=topics), now=now)
    empty = replace(log, confidential=True, summary="", topics=())
    log_session(session, by=mentor, log=empty, now=now)
    assert not SharedSummary.objects.exists()
    assert not session.topics.exists()


def test_a_no_show_is_missed(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    missed = replace(log, outcome=State.MISSED, attendance={student.pk: Attendance.State.NO_SHOW})
    log_session(session, by=mentor, log=missed, now=now)
    session.refresh_from_db()
    assert session.state == State.MISSED
    assert session.attendances.get(user=student).state == Attendance.State.NO_SHOW


def test_a_cancelled_session_needs_no_check(
    session: MentoringSession, log: SessionLog, mentor: User, now: datetime
) -> None:
    log_session(session, by=mentor, log=replace(log, outcome=State.CANCELLED, summary="", topics=()), now=now)
    session.refresh_from_db()
    assert (session.state, session.confirmation) == (State.CANCELLED, Confirmation.NONE)
    assert not Message.objects.filter(event="log_to_check").exists()


def test_the_mentee_confirms_and_the_log_stays(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    log_session(session, by=mentor, log=log, now=now)
    confirm_log(session, by=student, now=now)
    session.refresh_from_db()
    assert session.confirmation == Confirmation.CONFIRMED
    confirm_log(session, by=student, now=now + timedelta(days=1))
    session.refresh_from_db()
    assert session.confirmed_at == now
    with pytest.raises(WrongState):
        log_session(session, by=mentor, log=log, now=now)


def test_the_mentor_does_not_confirm(session: MentoringSession, log: SessionLog, mentor: User, now: datetime) -> None:
    log_session(session, by=mentor, log=log, now=now)
    with pytest.raises(NotPermitted):
        confirm_log(session, by=mentor, now=now)


def test_nothing_is_confirmed_before_it_is_logged(session: MentoringSession, student: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        confirm_log(session, by=student, now=now)


def test_a_dispute_reaches_the_mentor_and_a_correction_asks_again(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    log_session(session, by=mentor, log=log, now=now)
    dispute_log(session, by=student, requested_change="It took half an hour.", now=now)
    session.refresh_from_db()
    assert session.confirmation == Confirmation.DISPUTED
    assert session.shared_summary.requested_change == "It took half an hour."
    assert Message.objects.get(event="log_disputed").recipient == mentor

    log_session(session, by=mentor, log=replace(log, minutes=30), now=now + timedelta(hours=1))
    session = MentoringSession.objects.get(pk=session.pk)
    assert (session.confirmation, session.minutes) == (Confirmation.WAITING, 30)
    assert session.shared_summary.requested_change == ""
    assert Message.objects.filter(event="log_to_check", recipient=student).count() == 2


def test_a_session_without_a_date_in_the_calendar_is_logged_once(
    pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    chosen = uuid.uuid4()
    for _ in range(2):
        session = log_new_session(pair, by=mentor, session_id=chosen, log=log, now=now)
    assert MentoringSession.objects.count() == 1
    assert (session.pk, session.state) == (chosen, State.HELD)
    assert session.attendances.count() == 2


def test_two_logs_of_the_same_hour_are_refused(pair: Mentorship, log: SessionLog, mentor: User, now: datetime) -> None:
    log_new_session(pair, by=mentor, session_id=uuid.uuid4(), log=log, now=now)
    with pytest.raises(InvalidLog):
        log_new_session(pair, by=mentor, session_id=uuid.uuid4(), log=log, now=now)


def test_the_number_of_another_pairs_session_is_refused(
    pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    foreign = SessionFactory.create()
    with pytest.raises(InvalidLog):
        log_new_session(pair, by=mentor, session_id=foreign.pk, log=log, now=now)


@pytest.mark.parametrize("day", [datetime(2026, 10, 4, 15, tzinfo=UTC), datetime(2026, 11, 28, 15, tzinfo=UTC)])
def test_a_log_lies_within_the_life_of_the_pair(
    day: datetime, pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    pair.ended_on = datetime(2026, 11, 27, tzinfo=UTC).date()
    pair.save()
    with pytest.raises(ImpossibleTime):
        log_new_session(pair, by=mentor, session_id=uuid.uuid4(), log=replace(log, starts_at=day), now=now)


def test_a_disputed_log_is_a_task_of_the_mentor_until_it_is_settled(
    pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    session = SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=2))
    log = SessionLog(outcome=State.HELD, starts_at=session.starts_at, minutes=45, mode=Mode.VIDEO)
    log_session(session, by=mentor, log=log, now=now)
    dispute_log(session, by=student, requested_change="Half an hour.", now=now)
    (task,) = tasks_for(mentor, now=now)
    assert (task.title, task.action) == ("Your mentee asked for a change to a log", "See what should change")
    assert tasks_for(student, now=now) == []
    log_session(session, by=mentor, log=log, now=now)
    assert tasks_for(mentor, now=now) == []
    assert [task.title for task in tasks_for(student, now=now)] == ["Check a session log"]


def test_a_log_that_a_device_sends_again_changes_nothing_whatever_became_of_it(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    kept = replace(log, sent_as=uuid.uuid4())
    log_session(session, by=mentor, log=kept, now=now)
    dispute_log(session, by=student, requested_change="It took an hour.", now=now)
    for minute in range(19):
        log_session(session, by=mentor, log=kept, now=now + timedelta(minutes=minute), began_from="older")
    session.refresh_from_db()
    assert session.confirmation == Confirmation.DISPUTED
    confirm_log(session, by=student, now=now)
    log_session(session, by=mentor, log=kept, now=now)
    assert MentoringSession.objects.count() == session.sent_logs.count() == 1
    assert Message.objects.filter(event="log_to_check").count() == 1


def test_two_devices_make_one_log_of_a_session_in_no_calendar(
    pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    phone, tablet = uuid.uuid4(), uuid.uuid4()
    on_phone, on_tablet = (replace(log, sent_as=uuid.uuid4(), summary=text) for text in ("We read.", "We talked."))
    for _ in range(10):
        log_new_session(pair, by=mentor, session_id=phone, log=on_phone, now=now)
        with pytest.raises(InvalidLog, match="already been logged"):
            log_new_session(pair, by=mentor, session_id=tablet, log=on_tablet, now=now)
    assert MentoringSession.objects.get().shared_summary.text == "We read."


def test_what_was_typed_after_a_form_was_sent_is_not_lost_in_silence(
    pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    number = uuid.uuid4()
    log_new_session(pair, by=mentor, session_id=number, log=log, now=now)
    with pytest.raises(InvalidLog, match="open it from your list"):
        log_new_session(pair, by=mentor, session_id=number, log=replace(log, minutes=90), now=now)


def test_a_number_of_another_log_is_refused(
    session: MentoringSession, pair: Mentorship, log: SessionLog, mentor: User, now: datetime
) -> None:
    kept = replace(log, sent_as=uuid.uuid4())
    log_session(session, by=mentor, log=kept, now=now)
    other = MentorshipFactory.create()
    of_others = SessionFactory.create(mentorship=other, starts_at=now - timedelta(days=1))
    with pytest.raises(InvalidLog, match="once more"):
        log_session(of_others, by=other.mentor, log=kept, now=now)
    with pytest.raises(InvalidLog, match="once more"):
        log_new_session(pair, by=mentor, session_id=uuid.uuid4(), log=kept, now=now)
    with pytest.raises(NotPermitted):
        log_session(session, by=other.mentor, log=kept, now=now)


def test_nobody_is_coming_to_a_session_in_the_past(
    session: MentoringSession, log: SessionLog, student: User, mentor: User, now: datetime
) -> None:
    coming = replace(log, attendance={student.pk: Attendance.State.CONFIRMED})
    with pytest.raises(InvalidLog) as refusal:
        log_session(session, by=mentor, log=coming, now=now)
    assert refusal.value.field == "there"
