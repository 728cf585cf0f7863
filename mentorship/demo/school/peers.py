"""Side by Side: the demo school's program of peers, four pairs and a three, and somebody who came late and waits."""

from collections.abc import Sequence
from datetime import date, timedelta

from mentorship.demo.school import handbook
from mentorship.demo.school.calendar import TORONTO, at
from mentorship.demo.school.matching import form_peers
from mentorship.demo.school.meetings import SessionSchedule
from mentorship.demo.school.school import School
from mentorship.demo.school.taking_part import enroll
from pairs.models import GroupMember, MentoringGroup
from pairs.presentation.peers import and_text
from people.models import Enrollment
from programs.models import HandbookVersion
from sessions.models import Attendance, MentoringSession, Mode, SharedSummary

_TOGETHER = 11
_NOON = (12, 13)
_SUMMARY = "Told each other about the first week on the wards. Next time: how each of us studies."
State = MentoringSession.State


def pair_up(school: School, *, seed: int) -> list[MentoringGroup]:
    """Let students of one year of Compass take part as peers, and form their pairs."""
    cycle, ibrahim = school.cycles["side-by-side"], school.user("ibrahim-saar")
    by_user = {person.user.pk: person for person in school.people.values()}
    alike = [by_user[row.mentee_id] for row in school.enrollments["compass"] if row.cohort == "Year 2"]
    others = [person for person in alike if person.user.pk not in school.named][: _TOGETHER - 1]
    [late] = [person for person in alike if person.user.pk not in school.named][_TOGETHER - 1 : _TOGETHER]
    together = enroll(cycle, [by_user[ibrahim.pk], *others])
    emeka, formed = school.user("emeka-laurier-stone"), at(cycle.running_from - timedelta(days=4), 9)
    groups = form_peers(cycle, by=emeka, seed=seed, now=formed)
    waiting = enroll(cycle, [late])
    Enrollment.objects.filter(pk=waiting[0].pk).update(state=Enrollment.State.WAITLISTED, late=True)
    version = HandbookVersion.objects.get(program=cycle.program, state=HandbookVersion.State.PUBLISHED)
    people = [row.mentee for row in (*together, *waiting)]
    handbook.acknowledge(version, people, now=at(cycle.enrolling_from, 10))
    return groups


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
