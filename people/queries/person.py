"""One person in a program, for those who run it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from notifications.models import Message
from people.models import Enrollment, MentorParticipation
from people.queries.readiness import with_training
from programs.models import Program

# Event → the primary keys of what messages of this event may be about, as the outbox writes them.
Subjects = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class PersonInProgram:
    """Somebody who takes part or took part, in all years of a program, the newest first.

    Attributes:
        person: who it is.
        program: with its institution.
        enrollments: as a mentee, each with its cycle.
        participations: as a mentor, likewise.
    """

    person: User
    program: Program
    enrollments: tuple[Enrollment, ...]
    participations: tuple[MentorParticipation, ...]

    @property
    def records(self) -> tuple[Enrollment | MentorParticipation, ...]:
        """Both, those of a mentee first."""
        return (*self.enrollments, *self.participations)


def person_in(program: Program, pk: int, *, day: date) -> PersonInProgram | None:
    """Return the person with this key, mentors with their training on `day`; None where nobody of that key is or was
    in the program. Two queries.
    """
    rows = Enrollment.objects.filter(cycle__program=program, mentee=pk).select_related("cycle", "mentee")
    enrollments = tuple(rows.order_by("-cycle__planning_from", "pk"))
    mentoring = MentorParticipation.objects.filter(cycle__program=program, mentor=pk).select_related("cycle", "mentor")
    trained = with_training(mentoring.defer("decline_reason"), day=day)
    participations = tuple(trained.order_by("-cycle__planning_from", "pk"))
    people = [each.mentee for each in enrollments] + [each.mentor for each in participations]
    if not people:
        return None
    who = PersonInProgram(people[0], program, enrollments, participations)
    for record in who.records:
        record.cycle.program = program
    return who


def messages_about(person: User, subjects: Subjects) -> QuerySet[Message]:
    """Return what `person` was sent about these subjects, the newest first, without the text."""
    about = Q(pk__in=[])
    for event, keys in subjects.items():
        about |= Q(event=event, subject_pk__in=keys)
    sent = Message.objects.filter(about, recipient=person, state__in=Message.SHOWN)
    return sent.defer("body", "payload").order_by("-sent_at", "-pk")
