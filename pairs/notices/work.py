"""News of what a pair or a group shares: that something is due, that one thanks the other. Never what they wrote."""

from datetime import date
from typing import Any, TypedDict, cast

from django.db.models import Q
from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from pairs.models import Action, GroupMember, MentoringGroup, Mentorship, WordOfThanks
from pairs.models.of_whole import Whole
from pairs.notices.entries import ENTRIES
from pairs.queries.replies import replies_of
from programs.models import Cycle, CycleState
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to

ACTIONS_DUE = "actions_due"
THANKED = "thanked"
_OF_GROUP = "group-"


class DuePayload(TypedDict):
    """The day on which the actions are due, in ISO format."""

    due_on: str


def _due_on(message: Message) -> date:
    return date.fromisoformat(cast(DuePayload, message.payload)["due_on"])


def _pair(message: Message) -> Mentorship:
    return Mentorship.objects.select_related("mentee", "mentor", "cycle__program").get(pk=message.subject_pk)


def _context(message: Message) -> dict[str, Any]:
    pair = _pair(message)
    return {"program": pair.cycle.program, "other": pair.other_of(message.reader), **replies_of(pair, message.reader)}


def subject_of(whole: Whole) -> str:
    """Return what a message about the actions of a pair or a group has as its subject."""
    return str(whole.pk) if isinstance(whole, Mentorship) else f"{_OF_GROUP}{whole.pk}"


def _group_key(message: Message) -> int | None:
    """The key of the group, or None for a pair."""
    subject = message.subject_pk
    return int(subject.removeprefix(_OF_GROUP)) if subject.startswith(_OF_GROUP) else None


def _due_context(message: Message) -> dict[str, Any]:
    if not (key := _group_key(message)):
        return _context(message) | {"due_on": _due_on(message)}
    group = MentoringGroup.objects.select_related("cycle__program").get(pk=key)
    program = group.cycle.program
    return {"program": program, "reply_to": answers_to(program), "group": group, "due_on": _due_on(message)}


def _work_path(message: Message) -> str:
    if key := _group_key(message):
        return reverse("sessions:show-group", args=[key])
    return reverse("sessions:show-pair", kwargs={"pk": message.subject_pk})


def _is_due(message: Message) -> bool:
    """One of the recipient's actions is open and due on the day that the message tells; nobody is told in a pause."""
    if key := _group_key(message):
        return _is_due_in_group(message, key)
    pair = Mentorship.objects.filter(pk=message.subject_pk, state=Mentorship.State.ACTIVE).first()
    if pair is None:
        return False
    own = Action.owners(pair, message.reader)
    return Action.objects.filter(mentorship=pair, done_at=None, due_on=_due_on(message), owner__in=own).exists()


def _is_due_in_group(message: Message, key: int) -> bool:
    member = GroupMember.objects.current().filter(group=key, user=message.recipient_id)
    running = member.exclude(group__cycle__state=CycleState.CLOSED)
    own = Q(person=message.recipient_id) | Q(owner=Action.Owner.ALL)
    due = Action.objects.filter(own, group=key, done_at=None, due_on=_due_on(message))
    return running.exists() and due.exists()


def _is_thanked(message: Message) -> bool:
    others = WordOfThanks.objects.filter(mentorship=int(message.subject_pk)).exclude(written_by=message.recipient_id)
    return others.exists()


def _year(message: Message) -> Cycle | None:
    rows = Cycle.objects.select_related("program__institution")
    if key := _group_key(message):
        return rows.filter(groups__pk=key).first()
    return rows.filter(mentorships__pk=message.subject_pk).first()


def register_work_events() -> None:
    """Make these events known to the outbox."""
    register(
        Event(
            name=ACTIONS_DUE,
            entry=ENTRIES[ACTIONS_DUE],
            category=Category.SESSION,
            template=f"notifications/pairs/{ACTIONS_DUE}.txt",
            context=_due_context,
            path=_work_path,
            still_matters=_is_due,
            waits_until=waits_for_quiet_days(_year, until_deadline=True),
        )
    )
    register(
        Event(
            name=THANKED,
            entry=ENTRIES[THANKED],
            category=Category.FEEDBACK,
            template=f"notifications/pairs/{THANKED}.txt",
            context=_context,
            path=_work_path,
            still_matters=_is_thanked,
        )
    )
