"""The notice at the end of a year: a mentor is thanked with their own year, and asked about the next."""

from typing import Any

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from people.models import MentorParticipation
from people.notices.entries import ENTRIES
from people.notices.events import link_that_signs_in
from people.presentation.year_facts import year_facts
from programs.queries.contacts import answers_to

MENTOR_THANKED = "mentor_thanked"


def _context(message: Message) -> dict[str, Any]:
    rows = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    participation = rows.get(pk=message.subject_pk)
    program = participation.cycle.program
    return {
        "program": program,
        "cycle": participation.cycle,
        "facts": year_facts(participation),
        "reply_to": answers_to(program),
    }


def _path(message: Message) -> str:
    return reverse("people:thank-mentor", args=[message.subject_pk])


def _asks_about_next_year(message: Message) -> bool:
    participation = MentorParticipation.objects.filter(pk=message.subject_pk).select_related("cycle").first()
    return participation is not None and participation.can_renew and not participation.renewal


def register_thanks_events() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=MENTOR_THANKED,
            entry=ENTRIES[MENTOR_THANKED],
            category=Category.INVITATION,
            template="notifications/people/mentor_thanked.txt",
            context=_context,
            path=_path,
            mailed_link=lambda message, now: link_that_signs_in(_path(message), message, now=now),
            still_matters=_asks_about_next_year,
        )
    )
