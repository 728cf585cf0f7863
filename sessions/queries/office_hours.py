"""When a mentor can be booked, and what is taken by then."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from pairs.models import Mentorship
from pairs.queries.pauses import present_pause
from people.models import MentorParticipation
from sessions.calendars.office_hours import OfficePlan, Slot, Stretch, slots
from sessions.models import Attendance, BusyStretch, MentoringSession, Mode, OfficeHours
from sessions.queries.pauses import first_moment
from sessions.queries.sessions import with_people

_LONGEST = timedelta(minutes=480)


def office_of(mentor: User) -> OfficeHours | None:
    """Return the office hours of `mentor` with their hours; None where there are none."""
    return OfficeHours.objects.filter(mentor=mentor).prefetch_related("hours").first()


def own_link_of(mentor: User) -> str:
    """Return where a mentor meets people by video, as their office hours say; empty where they have no such link."""
    return OfficeHours.objects.filter(mentor=mentor).values_list("join_url", flat=True).first() or ""


def slots_for(
    office: OfficeHours, mentorship: Mentorship, *, now: datetime, moving: MentoringSession | None = None
) -> list[Slot]:
    """Return the slots of a mentor, free and taken, for one of their mentees; soonest first.

    Args:
        office: the mentor’s.
        mentorship: for whom. What the mentee has already, or the two have proposed, is taken too.
        now: the instant of the page.
        moving: a session that makes room, because it is about to move.
    """
    plan = office.plan()
    until = _end_of(plan, now)
    people = (mentorship.mentor_id, mentorship.mentee_id)
    placed = _placed(people, mentorship, now, until).exclude(session=moving.pk if moving else None)
    of_mentor: list[Stretch] = []
    others: list[Stretch] = []
    for one in placed:
        agreed = one.session.state == MentoringSession.State.SCHEDULED
        kept = of_mentor if one.user_id == mentorship.mentor_id and agreed else others
        kept.append(Stretch(one.session.starts_at, one.session.ends_at))
    return slots(plan, booked=of_mentor, busy=[*others, *_away(mentorship, now), *busy_elsewhere(people, now)], now=now)


def slots_of(office: OfficeHours, *, now: datetime) -> list[Slot]:
    """Return the same as anybody would find them who has nothing else."""
    plan = office.plan()
    placed = _placed((office.mentor_id,), None, now, _end_of(plan, now))
    booked = [Stretch(one.session.starts_at, one.session.ends_at) for one in placed]
    busy = [*leaves_of(office.mentor_id), *busy_elsewhere((office.mentor_id,), now)]
    return slots(plan, booked=booked, busy=busy, now=now)


def _end_of(plan: OfficePlan, now: datetime) -> datetime:
    return now + timedelta(days=plan.days_ahead + 2)


def _placed(
    people: Iterable[int], mentorship: Mentorship | None, now: datetime, until: datetime
) -> QuerySet[Attendance]:
    """The attendances that take time of `people`: agreed sessions, and those that the pair has proposed."""
    takes = Q(session__state=MentoringSession.State.SCHEDULED)
    if mentorship is not None:
        takes |= Q(session__state=MentoringSession.State.PROPOSED, session__mentorship=mentorship)
    when = Q(session__starts_at__gt=now - _LONGEST, session__starts_at__lt=until)
    confirmed = Attendance.objects.filter(takes, when, user__in=people, state=Attendance.State.CONFIRMED)
    return confirmed.select_related("session")


def _away(mentorship: Mentorship, now: datetime) -> list[Stretch]:
    """The leaves of the mentor, and the pause of the pair until its day of return."""
    leaves = leaves_of(mentorship.mentor_id)
    pause = present_pause(mentorship) if mentorship.on_hold else None
    if pause is None or pause.back_on is None:
        return leaves
    return [*leaves, Stretch(now - _LONGEST, max(now, first_moment(mentorship, pause.back_on)))]


def busy_elsewhere(people: Iterable[int], now: datetime) -> list[Stretch]:
    """Return when `people` (keys) are busy by their own calendars, as these were last read."""
    rows = BusyStretch.objects.filter(calendar__user__in=people, ends_at__gt=now)
    return [Stretch(*ends) for ends in rows.values_list("starts_at", "ends_at")]


def leaves_of(mentor: int) -> list[Stretch]:
    """Return the leaves of the mentor with this key, in whatever program."""
    rows = MentorParticipation.objects.with_leave().filter(mentor=mentor)
    leaves = (one.leave for one in rows.select_related("cycle__program__institution"))
    return [Stretch(*leave) for leave in leaves if leave is not None]


def agreed_sessions_of(mentorship: Mentorship, now: datetime) -> list[MentoringSession]:
    """Return the agreed sessions ahead of a pair, soonest first."""
    ahead = with_people(MentoringSession.objects.agreed_ahead(now).filter(mentorship=mentorship))
    return list(ahead.order_by("starts_at", "pk"))


def modes_of(mentorship: Mentorship) -> list[Mode]:
    """Return how the mentor of a pair meets; every way where they have not said."""
    mentor = mentorship.participation
    if mentor is None or not (mentor.in_person or mentor.by_video or mentor.by_audio):
        return list(Mode)
    offered = {
        Mode.VIDEO: mentor.by_video,
        Mode.AUDIO: mentor.by_audio or mentor.by_video,
        Mode.IN_PERSON: mentor.in_person,
        Mode.WALK: mentor.in_person,
    }
    return [mode for mode, meets in offered.items() if meets]
