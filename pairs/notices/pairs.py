"""The notices of pairs and groups: that one begins or ends, that a mentor is away, that a conflict came upon two."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypedDict, cast

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from pairs.models import Conflict, GroupMember, InformalRequest, MentoringGroup, Mentorship
from pairs.notices.entries import ENTRIES
from people.models import Enrollment, MentorParticipation
from programs.models import Program
from programs.queries.contacts import answers_to

PAIR_STARTED = "pair_started"


PAIR_ENDED = "pair_ended"


PAIR_COMPLETED = "pair_completed"


# That a pair is over, each with its key as what it is about.
ENDS = (PAIR_ENDED, PAIR_COMPLETED)


PAIR_MOVED = "pair_moved"


PAIR_REVIVED = "pair_revived"


MENTOR_REPLACED = "mentor_replaced"


SECOND_MENTOR = "second_mentor"


MENTOR_AWAY = "mentor_away"


MENTOR_BACK = "mentor_back"


LEADER_AWAY = "leader_away"


LEADER_BACK = "leader_back"


GROUP_STARTED = "group_started"


PEERS_PARTED = "peers_parted"


CONFLICT_CASE = "conflict_case"


INFORMAL_ASKED = "informal_asked"


INFORMAL_CONFIRMED = "informal_confirmed"


class PartedPayload(TypedDict):
    """Whether the group of peers has ended with this; else the others go on."""

    ended: bool


class LeavePayload(TypedDict):
    """The days of a mentor's leave in ISO format; empty where the message tells of a return."""

    away_from: str
    away_until: str


class LeaderLeavePayload(LeavePayload):
    """The same, with the primary key of the participation of the mentor who leads a group."""

    participation: int


class ReplacedPayload(TypedDict):
    """The primary key of the pair that the new one took the place of."""

    before: int


class ConflictCasePayload(TypedDict):
    """The primary key of the program in which the case is open."""

    program: int


def _days(message: Message) -> dict[str, date | None]:
    payload = cast(LeavePayload, message.payload)
    days = {"away_from": payload["away_from"], "away_until": payload["away_until"]}
    return {name: date.fromisoformat(day) if day else None for name, day in days.items()}


def _leader(message: Message) -> int:
    return cast(LeaderLeavePayload, message.payload)["participation"]


def pair_context(message: Message) -> dict[str, Any]:
    """Of the pair, for one of its two."""
    related = ("mentee", "mentor", "cycle__program")
    mentorship = Mentorship.objects.select_related(*related).get(pk=message.subject_pk)
    is_mentee = mentorship.mentee_id == message.recipient_id
    return {
        "mentorship": mentorship,
        "program": mentorship.cycle.program,
        "reply_to": answers_to(mentorship.cycle.program),
        "other": mentorship.other_of(message.reader),
        "is_mentee": is_mentee,
    }


def _replaced_context(message: Message) -> dict[str, Any]:
    before = cast(ReplacedPayload, message.payload)["before"]
    return pair_context(message) | {"former": Mentorship.objects.select_related("mentor").get(pk=before).mentor}


def _second_context(message: Message) -> dict[str, Any]:
    """Of the second pair, for the first mentor, who does not belong to it."""
    mentorship = Mentorship.objects.select_related("mentee", "mentor", "cycle__program").get(pk=message.subject_pk)
    program = mentorship.cycle.program
    return {"mentorship": mentorship, "program": program, "reply_to": answers_to(program)}


def _own_pair_path(message: Message) -> str:
    """The page of the recipient's own pair with the same mentee."""
    second = Mentorship.objects.get(pk=message.subject_pk)
    own = Mentorship.objects.live().filter(enrollment=second.enrollment_id, mentor=message.recipient_id).first()
    return reverse("sessions:show-pair", kwargs={"pk": own.pk}) if own else reverse("sessions:list-sessions")


def pair_path(message: Message) -> str:
    """The workspace of the pair."""
    return reverse("sessions:show-pair", kwargs={"pk": message.subject_pk})


def _pair_lives(message: Message) -> bool:
    return Mentorship.objects.live().filter(pk=message.subject_pk).exists()


def _pair_has_ended(message: Message) -> bool:
    return not _pair_lives(message)


def pair_is(state: Mentorship.State) -> Callable[[Message], bool]:
    """Whether the pair is in this state still."""
    return lambda message: Mentorship.objects.filter(pk=message.subject_pk, state=state).exists()


def _leave_context(message: Message) -> dict[str, Any]:
    return pair_context(message) | {name: day for name, day in _days(message).items() if day}


def _leave_stands(message: Message) -> bool:
    """The pair lives, and its mentor's leave has the days that the message tells; none where it tells of a return."""
    pair = Mentorship.objects.live().filter(pk=message.subject_pk)
    return pair.filter(**{f"participation__{name}": day for name, day in _days(message).items()}).exists()


def _leader_context(message: Message) -> dict[str, Any]:
    """Of a group, and of the mentor who leads it."""
    participation = MentorParticipation.objects.select_related("mentor", "cycle__program")
    leader = participation.get(pk=_leader(message))
    program = leader.cycle.program
    return {
        "program": program,
        "reply_to": answers_to(program),
        "group": MentoringGroup.objects.get(pk=message.subject_pk),
        "other": leader.mentor,
        **{name: day for name, day in _days(message).items() if day},
    }


def _leader_leave_stands(message: Message) -> bool:
    """Both are still in the group, and the mentor's leave has the days that the message tells."""
    leaders = MentorParticipation.objects.filter(pk=_leader(message), **_days(message)).values("mentor")
    members = GroupMember.objects.filter(group=int(message.subject_pk))
    is_led = members.filter(side=GroupMember.Side.MENTOR, user__in=leaders).exists()
    return is_led and members.filter(user=message.recipient_id).exists()


def _group_context(message: Message) -> dict[str, Any]:
    """The group, and whom its reader meets there."""
    group = MentoringGroup.objects.select_related("cycle__program").get(pk=message.subject_pk)
    others = group.members.current().exclude(user=message.recipient_id).select_related("user")
    sides: dict[str, list[str]] = {side: [] for side in GroupMember.Side.values}
    for member in others:
        sides[member.side].append(member.user.display_name)
    return {
        "group": group,
        "program": group.cycle.program,
        "reply_to": answers_to(group.cycle.program),
        "leads": group.members.filter(user=message.recipient_id, side=GroupMember.Side.MENTOR).exists(),
        "mentees": sides[GroupMember.Side.MENTEE],
        "mentors": sides[GroupMember.Side.MENTOR],
        "peers": sides[GroupMember.Side.PEER],
    }


def _is_in_group(message: Message) -> bool:
    members = GroupMember.objects.current().filter(group=int(message.subject_pk))
    return members.filter(user=message.recipient_id).exists()


def _parted_context(message: Message) -> dict[str, Any]:
    return _group_context(message) | {"ended": cast(PartedPayload, message.payload)["ended"]}


def _takes_part_still(message: Message) -> bool:
    cycle = MentoringGroup.objects.values("cycle").filter(pk=message.subject_pk)
    mine = Enrollment.objects.current().filter(cycle__in=cycle, mentee=message.recipient_id)
    return mine.exists()


def _home_path(_message: Message) -> str:
    return reverse("home")


def _sessions_path(_message: Message) -> str:
    return reverse("sessions:list-sessions")


def _case_program(message: Message) -> Program:
    return Program.objects.get(pk=cast(ConflictCasePayload, message.payload)["program"])


def _case_context(message: Message) -> dict[str, Any]:
    program = _case_program(message)
    return {"program": program, "reply_to": answers_to(program)}


def _case_path(message: Message) -> str:
    return reverse("pairs:list-conflicts", kwargs={"slug": _case_program(message).slug})


def _case_is_open(message: Message) -> bool:
    return Conflict.objects.unsettled_in(_case_program(message)).filter(pk=message.subject_pk).exists()


def _asked(message: Message) -> InformalRequest:
    return InformalRequest.objects.select_related("asked_by", "cycle__program").get(pk=message.subject_pk)


def _asked_context(message: Message) -> dict[str, Any]:
    request = _asked(message)
    program = request.cycle.program
    return {"other": request.asked_by, "program": program, "reply_to": answers_to(program)}


def _register_path(message: Message) -> str:
    return reverse("pairs:show-register", kwargs={"slug": _asked(message).cycle.program.slug})


def _awaits_an_answer(message: Message) -> bool:
    return InformalRequest.objects.filter(pk=message.subject_pk, state=InformalRequest.State.OPEN).exists()


def _follows_an_end(message: Message, _now: datetime) -> bool:
    """Another pair of the reader has ended before this one began, and they have yet to hear of it."""
    ends = Message.objects.filter(event__in=ENDS, recipient=message.recipient_id, pk__lt=message.pk)
    return ends.filter(state=Message.State.PENDING).exists()


def _exists(_message: Message) -> bool:
    return True


def register_pair_events() -> None:
    """Make the events of pairs and groups known to the outbox."""
    _register(CONFLICT_CASE, context=_case_context, path=_case_path, still_matters=_case_is_open)
    begins = {"path": pair_path, "still_matters": _pair_lives, "comes_after": _follows_an_end}
    for name in (PAIR_STARTED, PAIR_MOVED, PAIR_REVIVED):
        _register(name, context=pair_context, **begins)
    _register(MENTOR_REPLACED, context=_replaced_context, **begins)
    _register(SECOND_MENTOR, context=_second_context, path=_own_pair_path, still_matters=_pair_lives)
    _register(PAIR_ENDED, context=pair_context, path=pair_path, still_matters=_pair_has_ended)
    _register(PAIR_COMPLETED, context=pair_context, path=pair_path, still_matters=_exists)
    for name in (MENTOR_AWAY, MENTOR_BACK):
        _register(name, context=_leave_context, path=pair_path, still_matters=_leave_stands)
    _register(INFORMAL_ASKED, context=_asked_context, path=_register_path, still_matters=_awaits_an_answer)
    _register(INFORMAL_CONFIRMED, context=pair_context, path=pair_path, still_matters=_pair_lives)
    _register(GROUP_STARTED, context=_group_context, path=_sessions_path, still_matters=_is_in_group)
    _register(PEERS_PARTED, context=_parted_context, path=_home_path, still_matters=_takes_part_still)
    for name in (LEADER_AWAY, LEADER_BACK):
        _register(name, context=_leader_context, path=_sessions_path, still_matters=_leader_leave_stands)


def _register(name: str, **more: Any) -> None:
    template = f"notifications/pairs/{name}.txt"
    register(Event(name=name, category=Category.MATCH, template=template, entry=ENTRIES[name], **more))
