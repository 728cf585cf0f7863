"""Side by Side: the demo school's program of peers.

This year has four pairs and a three, and two who came late: one has asked the other. Last year closes, and its two
pairs look back.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from feedback.models import DevelopmentalFeedback
from feedback.services.developmental import FeedbackText, answer_feedback, open_feedback, submit_to_peer
from matching.services.peer_requests import ask_peer
from mentorship.demo.school import handbook
from mentorship.demo.school.calendar import TORONTO, at
from mentorship.demo.school.matching import form_peers
from mentorship.demo.school.meetings import SessionSchedule
from mentorship.demo.school.school import School
from mentorship.demo.school.taking_part import enroll
from mentorship.demo.school.texts import toml
from pairs.models import GroupMember, MentoringGroup
from pairs.presentation.peers import and_text
from pairs.services.groups import NewGroup, start_groups
from people.models import Enrollment
from programs.models import Cycle, CycleState, HandbookVersion, Program
from sessions.models import Attendance, MentoringSession, Mode, SharedSummary

_TOGETHER = 11
_NOON = (12, 13)
_LATER = timedelta(hours=20)
_NOTE = "We sat next to each other in the anatomy review. Would you like to be peers?"
_SUMMARY = "Told each other about the first week on the wards. Next time: how each of us studies."
State = MentoringSession.State


def pair_up(school: School, *, seed: int) -> list[MentoringGroup]:
    """Let students of one year of Compass take part as peers, and form their pairs."""
    cycle, ibrahim = school.cycles["side-by-side"], school.user("ibrahim-saar")
    by_user = {person.user.pk: person for person in school.people.values()}
    alike = [by_user[row.mentee_id] for row in school.enrollments["compass"] if row.cohort == "Year 2"]
    others = [person for person in alike if person.user.pk not in school.named][: _TOGETHER - 1]
    late = [person for person in alike if person.user.pk not in school.named][_TOGETHER - 1 : _TOGETHER + 1]
    together = enroll(cycle, [by_user[ibrahim.pk], *others])
    emeka, formed = school.user("emeka-laurier-stone"), at(cycle.running_from - timedelta(days=4), 9)
    groups = form_peers(cycle, by=emeka, seed=seed, now=formed)
    waiting = enroll(cycle, late)
    cycle.enrollments.filter(pk__in=[row.pk for row in waiting]).update(state=Enrollment.State.WAITLISTED, late=True)
    _acknowledge(cycle, [*together, *waiting])
    _ask(cycle, *waiting, now=at(school.today - timedelta(days=1), 18))
    return groups


def _acknowledge(cycle: Cycle, enrollments: Sequence[Enrollment]) -> None:
    version = HandbookVersion.objects.get(program=cycle.program, state=HandbookVersion.State.PUBLISHED)
    handbook.acknowledge(version, [row.mentee for row in enrollments], now=at(cycle.enrolling_from, 10))


def _ask(cycle: Cycle, one: Enrollment, other: Enrollment, *, now: datetime) -> None:
    """Let one of those who wait ask the other, and an address that nobody has."""
    Program.objects.filter(pk=cycle.program_id).update(peers_ask=True)
    for address, note in ((other.mentee.email, _NOTE), ("someone.else@haldenlake.example", "")):
        ask_peer(one, address=address, note=note, now=now)


def look_back(school: School) -> None:
    """Let Ibrahim and three others look back on last year: three have written, and one was answered."""
    year = school.cycles["side-by-side"].program.cycles.get(state=CycleState.CLOSING)
    by_user = {person.user.pk: person for person in school.people.values()}
    alike = [by_user[row.mentee_id] for row in school.enrollments["compass"] if row.cohort == "Year 2"]
    crowd = [person for person in alike if person.user.pk not in school.named][_TOGETHER + 1 : _TOGETHER + 4]
    enrolled = enroll(year, [by_user[school.user("ibrahim-saar").pk], *crowd])
    _acknowledge(year, enrolled[1:])
    ibrahim, ann, bo, cem = (row.mentee for row in enrolled)
    pairs = [NewGroup([ibrahim.pk, ann.pk], []), NewGroup([bo.pk, cem.pk], [])]
    began = at(year.running_from, 9)
    first, second = start_groups(year, pairs, kind=MentoringGroup.Kind.PEERS, seed=None, now=began)
    said = ((first, ibrahim, ann), (first, ann, ibrahim), (second, bo, cem))
    for number, ((group, writer, recipient), row) in enumerate(zip(said, toml("year")["peer_feedback"], strict=True)):
        sent = at(school.today - timedelta(days=9 - number), 17)
        words = FeedbackText(row["observation"], row["effect"], row["suggestion"])
        submit_to_peer(group, by=writer, recipient=recipient, words=words, now=sent)
        if "answer" in row:
            feedback = DevelopmentalFeedback.objects.get(group=group, writer=writer)
            open_feedback(feedback, by=recipient, now=sent + _LATER)
            answer_feedback(feedback, by=recipient, answer=row["answer"], now=sent + 2 * _LATER)


def meet_as_peers(school: School, schedule: SessionSchedule, groups: Sequence[MentoringGroup]) -> None:
    """Let them meet twice, logged by turns, and plan a third time, to which the others have not said yes yet.

    The one who plans it is nobody of the cast, so that the cast has something to answer.
    """
    for group in groups:
        rows = group.members.select_related("user").order_by("pk")
        members = sorted(rows, key=lambda member: member.user_id in school.named)
        for turn, days in enumerate((-36, -15, 9)):
            session = _meeting(schedule, group, members, school.today + timedelta(days=days), turn)
            schedule.sessions.append(session)
            schedule.attendances += [_attendance(session, member) for member in members]
            if session.state == State.HELD:
                schedule.summaries.append(SharedSummary(session=session, text=_SUMMARY))


def _meeting(
    schedule: SessionSchedule, group: MentoringGroup, members: Sequence[GroupMember], day: date, turn: int
) -> MentoringSession:
    organiser = members[turn % 2]
    session = MentoringSession(
        cycle_id=group.cycle_id,
        kind=MentoringSession.Kind.GROUP,
        group=group,
        organiser_id=organiser.user_id,
        title=and_text(sorted(member.user.given_name for member in members)),
        starts_at=schedule.slot(day, (member.user_id for member in members), TORONTO, _NOON),
        minutes=30,
        time_zone="America/Toronto",
        mode=Mode.WALK if turn == 1 else Mode.IN_PERSON,
        location="Library café",
        state=State.SCHEDULED if turn == 2 else State.HELD,
    )
    if session.state == State.HELD:
        session.logged_at, session.logged_by_id = session.ends_at + timedelta(hours=2), organiser.user_id
    return session


def _attendance(session: MentoringSession, member: GroupMember) -> Attendance:
    state = Attendance.State.ATTENDED
    if session.state == State.SCHEDULED:
        planned = member.user_id == session.organiser_id
        state = Attendance.State.CONFIRMED if planned else Attendance.State.INVITED
    return Attendance(session=session, user_id=member.user_id, state=state)
