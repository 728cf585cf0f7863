"""Reads of handover notes."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from pairs.models import HandoverNote, HandoverReader, Mentorship
from programs.models import Program


def handover_of(program: Program, mentee: User) -> HandoverNote | None:
    """Return the mentee's note in a program."""
    return HandoverNote.objects.filter(program=program, mentee=mentee).first()


def handover_for(mentorship: Mentorship, mentor: User) -> HandoverNote | None:
    """Return the note that the mentee gave to the mentor of their live mentorship."""
    return HandoverNote.objects.visible_to(mentor).filter(readers__mentorship=mentorship).first()


def mentorships_to_give(program: Program, mentee: User) -> QuerySet[Mentorship]:
    """Return the live mentorships of a mentee in a program, to whose mentors a note can be given."""
    rows = Mentorship.objects.live().filter(cycle__program=program, mentee=mentee)
    return rows.select_related("mentor").order_by("-primary", "pk")


def stored_handover(program: Program, mentee: User) -> dict[str, Any]:
    """Return the text of the mentee's note, and the keys of the mentorships whose mentors may read it."""
    note = handover_of(program, mentee)
    readers = HandoverReader.objects.filter(note=note).values_list("mentorship", flat=True) if note else ()
    return {"text": note.text if note else "", "readers": sorted(readers)}
