"""Who is invited to what, whether an answer is still missing, and what staff see of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import User
from notifications.models import Message
from people.models import Enrollment, MentorParticipation
from people.queries.opt_outs import has_opted_out, mentor_has_opted_out
from programs.models import Appointment, Cycle
from programs.policies import enrollment_is_open

# The event of `programs.notices.events`; its subject is "mentee-12", "mentor-7" or "staff-3".
INVITATION = "invitation"
_Mentor = MentorParticipation.State
_Mentee = Enrollment.State
# Whom an invitation concerns while they are silent, and whom once they have signed in no more.
_MENTEE_INVITED = Q(state=_Mentee.INVITED) | Q(state__in=Enrollment.TAKING_PART, mentee__last_login=None)
_MENTOR_INVITED = Q(state=_Mentor.INVITED) | Q(state__in=(_Mentor.ACCEPTED, _Mentor.READY), mentor__last_login=None)
_STAFF_INVITED = Q(user__last_login=None)
_INVITED: dict[type[Model], Q] = {
    Enrollment: _MENTEE_INVITED,
    MentorParticipation: _MENTOR_INVITED,
    Appointment: _STAFF_INVITED,
}
PERSON: dict[type[Model], str] = {Enrollment: "mentee", MentorParticipation: "mentor", Appointment: "user"}
# Nobody is invited again by hand more than once in this time.
_BETWEEN = timedelta(days=1)
Record = Enrollment | MentorParticipation | Appointment
_Row = TypeVar("_Row", Enrollment, MentorParticipation, Appointment)


def subject_of(record: Record) -> str:
    """How the outbox names what an invitation is about."""
    kind = {Enrollment: "mentee", MentorParticipation: "mentor", Appointment: "staff"}[type(record)]
    return f"{kind}-{record.pk}"


def person_of(record: Record) -> User:
    """Who is invited."""
    if isinstance(record, Enrollment):
        return record.mentee
    return record.mentor if isinstance(record, MentorParticipation) else record.user


def silent_mentees(cycle: Cycle) -> QuerySet[Enrollment]:
    """Mentees who have not answered their invitation, or take part by the school's list and have never signed in."""
    return silent_among(Enrollment.objects.filter(cycle=cycle)).select_related("mentee")


def silent_mentors(cycle: Cycle) -> QuerySet[MentorParticipation]:
    """Mentors who have not answered their invitation, or are ready by the school's list and have never signed in.

    Whoever asked not to be invited again is not among them.
    """
    return silent_among(MentorParticipation.objects.filter(cycle=cycle)).select_related("mentor")


def invitable_again(rows: QuerySet[_Row], *, now: datetime) -> QuerySet[_Row]:
    """Return those of `rows` whose person is silent and was not written to about an invitation within a day.

    Args:
        rows: enrollments or participations of a cycle that takes people in, or appointments.
        now: the instant.
    """
    person = PERSON[rows.model]
    lately = Q(sent_at__gt=now - _BETWEEN) | Q(state=Message.State.PENDING, due_at__lte=now)
    written_to = Message.objects.filter(lately, event=INVITATION, recipient=OuterRef(person))
    return silent_among(rows).exclude(Exists(written_to))


def silent_among(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    """Return those of `rows` whose person may sign in, is invited and has not asked to be left alone."""
    silent = rows.filter(_INVITED[rows.model], **{f"{PERSON[rows.model]}__is_active": True})
    if rows.model is MentorParticipation:
        silent = silent.exclude(mentor_has_opted_out())
    return silent


def record_of(subject: str) -> Record | None:
    """What an invitation is about, or None when it is gone."""
    kind, _dash, pk = subject.partition("-")
    rows: dict[str, QuerySet[Any]] = {
        "mentee": Enrollment.objects.select_related("cycle__program__institution", "mentee"),
        "mentor": MentorParticipation.objects.select_related("cycle__program__institution", "mentor"),
        "staff": Appointment.objects.select_related("program__institution", "institution", "user"),
    }
    found: Record | None = rows[kind].filter(pk=pk).first()
    return found


def is_silent(record: Record) -> bool:
    """Whether a reminder of the invitation is due: no answer where one is asked for, no sign-in where none is."""
    if isinstance(record, Appointment):
        return record.user.last_login is None
    if isinstance(record, Enrollment):
        return silent_mentees(record.cycle).filter(pk=record.pk).exists()
    return silent_mentors(record.cycle).filter(pk=record.pk).exists()


def holds(record: Record) -> bool:
    """Whether the person is still meant: has not left or declined, and the year takes people in."""
    if isinstance(record, Appointment):
        return True
    if isinstance(record, MentorParticipation) and has_opted_out(record.mentor, record.cycle.program.institution):
        return False
    return _has_a_place(record)


def _has_a_place(record: Enrollment | MentorParticipation) -> bool:
    return not record.is_gone and enrollment_is_open(record.cycle, invited=True)


def open_records_of(user: User) -> Iterator[Record]:
    """Everything to which `user` is invited and has not answered: one e-mail tells of all."""
    enrollments = Enrollment.objects.filter(_MENTEE_INVITED, mentee=user)
    participations = MentorParticipation.objects.filter(_MENTOR_INVITED, mentor=user).exclude(mentor_has_opted_out())
    for rows in (enrollments, participations):
        yield from (each for each in rows.select_related("cycle__program__institution") if _has_a_place(each))
    if user.last_login is None:
        yield from Appointment.objects.filter(user=user).select_related("program__institution", "institution")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an invitation.

    Attributes:
        sent_at: when its last e-mail was sent.
        due_at: when its next one is due.
        failed: whether the last one could not be delivered.
    """

    sent_at: datetime | None = None
    due_at: datetime | None = None
    failed: bool = False


def invitations_sent(records: Iterable[Record]) -> dict[str, Sent]:
    """For each of the records, by its subject, when its person was written to. One query.

    An e-mail that told of several invitations counts for each that was queued by then.
    """
    subjects = {subject_of(record): _person_pk(record) for record in records}
    rows = Message.objects.filter(event=INVITATION, recipient__in=set(subjects.values())).order_by("pk")
    found = list(rows.values_list("recipient_id", "subject_pk", "state", "sent_at", "due_at", "created_at"))
    return {subject: _sent(subject, person, found) for subject, person in subjects.items()}


def _person_pk(record: Record) -> int:
    if isinstance(record, Enrollment):
        return record.mentee_id
    return record.mentor_id if isinstance(record, MentorParticipation) else record.user_id


def _sent(subject: str, person: int, rows: list[tuple[Any, ...]]) -> Sent:
    own = [row for row in rows if row[:2] == (person, subject)]
    if not own:
        return Sent()
    queued_at = min(created_at for *_rest, created_at in own)
    sent = [(row[3], row[2]) for row in rows if row[0] == person and row[3] and row[3] >= queued_at]
    pending = min((row[4] for row in own if row[2] == Message.State.PENDING), default=None)
    if not sent:
        return Sent(None, pending)
    at, state = max(sent)
    return Sent(at, pending, state == Message.State.UNDELIVERABLE)
