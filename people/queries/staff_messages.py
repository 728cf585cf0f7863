"""Messages to many: who may get them, who got them, and what became of them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from notifications.models import Message
from notifications.queries.undelivered import people_not_reached
from people.models import Enrollment, MentorParticipation, MessageTemplate, StaffMessage
from programs.models import Cycle, Program

# The event of `people.notices`; its subject is the key of the message.
STAFF_MESSAGE = "staff_message"


def taking_part(cycle: Cycle) -> QuerySet[User]:
    """Return those who take part in the year or took part to its end, the invited included, and may sign in."""
    mentees = Enrollment.objects.not_withdrawn().filter(cycle=cycle)
    mentors = MentorParticipation.objects.current().filter(cycle=cycle)
    people = Q(pk__in=mentees.values("mentee")) | Q(pk__in=mentors.values("mentor"))
    return User.objects.filter(people, is_active=True)


def unreachable(people: Collection[int]) -> set[int]:
    """Return the keys of those of `people` whom no e-mail reaches."""
    return set(people_not_reached().filter(pk__in=people).order_by().values_list("pk", flat=True))


def messages_of(program: Program) -> QuerySet[StaffMessage]:
    """Return what was written to people of the program, the newest first."""
    return StaffMessage.objects.filter(cycle__program=program).select_related("by", "cycle__program__institution")


def templates_of(program: Program) -> QuerySet[MessageTemplate]:
    """Return the texts that the program keeps, by name."""
    return MessageTemplate.objects.filter(program=program)


def deliveries_of(message: StaffMessage) -> QuerySet[Message]:
    """Return what the outbox holds of a message, by name, each with its recipient and without the text."""
    rows = Message.objects.filter(event=STAFF_MESSAGE, subject_pk=str(message.pk)).select_related("recipient")
    return rows.defer("body", "payload").order_by("recipient__sort_name", "recipient__given_name", "pk")


def states_of(messages: Collection[StaffMessage]) -> dict[str, dict[str, int]]:
    """Return for each message, by its key as text, how many of its e-mails are in which state. One query."""
    rows = Message.objects.filter(event=STAFF_MESSAGE, subject_pk__in=[str(each.pk) for each in messages])
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    counted: Any = rows.order_by().values_list("subject_pk", "state").annotate(n=Count("pk"))
    for key, state, number in counted:
        found[key][state] = number
    return found
