from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pairs.models import GroupMember, MentoringGroup, Mentorship
from sessions.models import Attendance, MentoringSession, OfficeHours, OpenHours, PrivateNote, TimePoll
from sessions.services.personal_calendars import make_address
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import (
    AttendanceFactory,
    GroupFactory,
    GroupMemberFactory,
    SessionFactory,
    WorkshopFactory,
)
from tests.site.access_matrix import Route, World, everybody, for_roles
from tests.site.access_matrix.work import WORK

WHEN = {"date": "2040-05-03", "time": "10:00", "minutes": "45", "mode": "video"}


def _pair(world: World) -> Mentorship:
    existing = Mentorship.objects.filter(cycle=world.cycle).first()
    return existing or MentorshipFactory.create(
        cycle=world.cycle, enrollment=world.enrollment, participation=world.participation
    )


def _pair_args(world: World) -> dict[str, Any]:
    return {"pk": _pair(world).pk}


def _ended_pair_args(world: World) -> dict[str, Any]:
    pair = _pair(world)
    Mentorship.objects.filter(pk=pair.pk).update(state=Mentorship.State.COMPLETED, ended_on=pair.started_on)
    return {"pk": pair.pk}


def _session(world: World, *, begun: bool = False, **fields: Any) -> dict[str, Any]:
    starts_at = timezone.now() + timedelta(days=-3 if begun else 30)
    return {"pk": SessionFactory.create(mentorship=_pair(world), starts_at=starts_at, **fields).pk}


def _planned(world: World) -> dict[str, Any]:
    return _session(world)


def _begun(world: World) -> dict[str, Any]:
    return _session(world, begun=True)


def _logged(world: World) -> dict[str, Any]:
    return _session(
        world, begun=True, state=MentoringSession.State.HELD, confirmation=MentoringSession.Confirmation.WAITING
    )


def _workshop(world: World) -> dict[str, Any]:
    workshop = WorkshopFactory.create(cycle=world.cycle, starts_at=timezone.now() + timedelta(days=30))
    AttendanceFactory.create(session=workshop, user=workshop.organiser, leads=True, state=Attendance.State.CONFIRMED)
    return {"pk": workshop.pk}


def _workshop_with_student(world: World) -> dict[str, Any]:
    args = _workshop(world)
    AttendanceFactory.create(session=MentoringSession.objects.get(**args), user=world.people["student"])
    return args


def _the_student(world: World) -> dict[str, Any]:
    return {"person": world.people["student"].pk}


def _note_of_student(world: World) -> dict[str, Any]:
    session = MentoringSession.objects.get(**_planned(world))
    return {"pk": PrivateNote.objects.create(session=session, writer=world.people["student"], text="tired").pk}


def _a_feed_of_the_student(world: World) -> dict[str, Any]:
    return {"token": make_address(world.people["student"], now=timezone.now()).token}


def _group(world: World) -> dict[str, Any]:
    group = GroupFactory.create(cycle=world.cycle)
    GroupMemberFactory.create(group=group, user=world.people["mentor"], side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=world.people["student"])
    return {"pk": group.pk}


def _hours(world: World) -> dict[str, Any]:
    office, _new = OfficeHours.objects.get_or_create(mentor=world.people["mentor"], time_zone="Africa/Kampala")
    return {"pk": office.hours.create(kind=OpenHours.Kind.OFF, day=date(2040, 5, 3)).pk}


def _pair_with_office(world: World) -> dict[str, Any]:
    _hours(world)
    return _pair_args(world)


def _slot(world: World) -> dict[str, Any]:
    _hours(world)
    return {**_pair_args(world), "at": "20400503T1200Z"}


def _poll(world: World) -> dict[str, Any]:
    group = MentoringGroup.objects.get(**_group(world))
    mentor = world.people["mentor"]
    poll = TimePoll.objects.create(
        group=group, by=mentor, title="Spring", minutes=45, mode="video", time_zone="UTC", created_at=timezone.now()
    )
    poll.times.create(starts_at=timezone.now() + timedelta(days=9))
    return {"pk": poll.pk}


def _the_pair(**others: int) -> dict[str, int | str]:
    return for_roles(**{"student": 200, "mentor": 200, "coordinator": 403, "admin": 403} | others)


MATRIX: dict[str, Route] = {
    **WORK,
    "sessions:show-pair": Route(_the_pair(), _pair_args),
    "sessions:list-pause-sessions": Route(_the_pair(student=302, mentor=302), _pair_args),
    "sessions:cancel-pause-sessions": Route(_the_pair(student=302, mentor=302), _pair_args, method="post"),
    "sessions:move-pause-sessions": Route(_the_pair(student=302, mentor=302), _pair_args, method="post"),
    "sessions:look-back": Route(_the_pair(), _ended_pair_args),
    "sessions:download-look-back": Route(_the_pair(), _ended_pair_args),
    "sessions:propose-session": Route(_the_pair(), _pair_args),
    "sessions:find-time": Route(_the_pair(mentor=302), _pair_with_office),
    "sessions:book-time": Route(_the_pair(mentor=403), _slot),
    "sessions:open-poll": Route(for_roles(student=403, mentor=200, coordinator=403), _group),
    "sessions:show-poll": Route(for_roles(student=200, mentor=200), _poll),
    "sessions:pick-poll-time": Route(for_roles(student=409, mentor=409), _poll, "post", lambda _world: {"time": "0"}),
    "sessions:close-poll": Route(for_roles(student=302, mentor=302), _poll, "post"),
    "sessions:edit-own-calendar": Route(everybody(404) | {"student": 200, "mentor": 200}),
    "sessions:forget-own-calendar": Route(everybody(404) | {"student": 302, "mentor": 302}, lambda _world: {}, "post"),
    "sessions:edit-office-hours": Route(for_roles(mentor=200)),
    "sessions:add-weekly-hours": Route(
        for_roles(mentor=302),
        lambda _world: {},
        "post",
        lambda _world: {"week-weekday": "1", "week-starts": "15:00", "week-ends": "16:30"},
    ),
    "sessions:add-day-hours": Route(
        for_roles(mentor=302), lambda _world: {}, "post", lambda _world: {"day-day": "2040-05-03", "day-kind": "off"}
    ),
    "sessions:remove-hours": Route(for_roles(mentor=302), _hours, "post"),
    "sessions:log-new-session": Route(_the_pair(student=403), _pair_args),
    "sessions:plan-group-session": Route(for_roles(student=403, mentor=200, coordinator=403), _group),
    "sessions:log-new-group-session": Route(for_roles(student=403, mentor=200, coordinator=403), _group),
    "sessions:plan-workshop": Route(
        for_roles(student=403, mentor=403, coordinator=200), lambda world: {"pk": world.cycle.pk}
    ),
    "sessions:list-leave-sessions": Route(for_roles(mentor=200), lambda world: {"pk": world.participation.pk}),
    "sessions:list-program-sessions": Route(for_roles(coordinator=200), lambda world: {"slug": world.program.slug}),
    "sessions:list-sessions": Route(
        everybody(200) | {"coordinator": 302}, elsewhere={"neighbor": 302, "foreigner": 302}
    ),
    # Whoever holds the address may read it, signed in or not: a calendar program does.
    "sessions:show-feed": Route(everybody(200, visitor=200), _a_feed_of_the_student),
    "sessions:edit-calendar": Route(everybody(200)),
    "sessions:change-address": Route(everybody(302), method="post", data=lambda _world: {"do": "make"}),
    "sessions:show-session": Route(_the_pair(), _planned),
    "sessions:move-session": Route(_the_pair(), _planned),
    "sessions:choose-focus": Route(for_roles(student=200, mentor=200), _planned),
    "sessions:log-session": Route(for_roles(student=403, mentor=200), _begun),
    "sessions:write-note": Route(for_roles(student=200, mentor=200), _planned),
    "sessions:log-today": Route(everybody(200)),
    "sessions:log-worker": Route(everybody(200, visitor=200)),
    "sessions:list-notes": Route(everybody(200)),
    "sessions:download-notes": Route(everybody(200)),
    "sessions:download-notes-json": Route(everybody(200)),
    "sessions:delete-note": Route(for_roles(student=200), _note_of_student),
    "sessions:answer-session": Route(
        for_roles(student=302, mentor=302, coordinator=302, admin=403),
        _workshop,
        "post",
        lambda _world: {"answer": "yes"},
    ),
    "sessions:answer-suggestion": Route(
        for_roles(student=409, mentor=409),
        _planned,
        "post",
        lambda _world: {"batch": "0b6bb7d1-8f7b-4b1c-9d35-6a4a1b8f9f10", "answer": "yes"},
    ),
    "sessions:change-places": Route(
        for_roles(student=403, mentor=403, coordinator=302, admin=403),
        _workshop,
        "post",
        lambda _world: {"places": "3"},
    ),
    "sessions:add-guest": Route(
        for_roles(student=403, mentor=403, coordinator=302, admin=403),
        _workshop,
        "post",
        lambda world: {"email": world.people["student"].email},
    ),
    "sessions:remove-guest": Route(
        for_roles(student=403, mentor=403, coordinator=302, admin=403), _workshop_with_student, "post", _the_student
    ),
    "sessions:change-lead": Route(
        for_roles(student=403, mentor=403, coordinator=302, admin=403),
        _workshop_with_student,
        "post",
        lambda world: {"person": world.people["student"].pk, "leads": "yes"},
    ),
    "sessions:write-to-people": Route(for_roles(student=403, mentor=403, coordinator=200, admin=403), _workshop),
    "sessions:download-people": Route(for_roles(student=403, mentor=403, coordinator=200, admin=403), _workshop),
    "sessions:show-group": Route(for_roles(student=200, mentor=200, coordinator=200), _group),
    "sessions:cancel-session": Route(_the_pair(student=302, mentor=302), _planned, "post"),
    "sessions:confirm-session": Route(for_roles(student=302, mentor=409), _logged, "post"),
    "sessions:dispute-session": Route(
        for_roles(student=302, mentor=409), _logged, "post", lambda _world: {"requested_change": "It took an hour."}
    ),
    "sessions:download-calendar": Route(_the_pair(), _planned),
}
