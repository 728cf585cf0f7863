"""A mentee writes a handover note, gives it to a mentor, and takes it back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import HandoverNote, HandoverReader, Mentorship
from pairs.notices import HANDOVER_GIVEN
from pairs.queries.handovers import mentorships_to_give, stored_handover
from programs.models import Program


@transaction.atomic
def keep_handover(
    program: Program, *, by: User, text: str, readers: Collection[Mentorship], now: datetime, began_from: str = ""
) -> None:
    """Keep what a mentee writes, and who reads it; a mentor who newly may hears of it. Without words it is deleted.

    Args:
        program: in which `by` is a mentee.
        by: whose note it is.
        text: as written.
        readers: the live mentorships of `by` in the program whose mentors may read it; the others may not any more.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: the note or its readers were changed since the form was opened.
        WrongState: one of the mentorships is not theirs, or has ended.
    """
    User.objects.select_for_update().get(pk=by.pk)
    text, wanted = text.strip(), {pair.pk for pair in readers}
    refuse_stale(began_from, stored=stored_handover(program, by), wanted={"text": text, "readers": sorted(wanted)})
    allowed = {pair.pk: pair for pair in mentorships_to_give(program, by)}
    if not wanted <= set(allowed):
        raise WrongState(_("One of these mentorships has ended. Choose again who may read it."), field="readers")
    if not text:
        HandoverNote.objects.filter(program=program, mentee=by).delete()
        return
    note, _new = HandoverNote.objects.get_or_create(program=program, mentee=by, defaults={"written_at": now})
    note.text, note.written_at = text, now
    note.save(update_fields=["text", "written_at"])
    HandoverReader.objects.filter(note=note).exclude(mentorship__in=wanted).delete()
    known = set(HandoverReader.objects.filter(note=note).values_list("mentorship", flat=True))
    new = [allowed[pk] for pk in sorted(wanted - known)]
    HandoverReader.objects.bulk_create(HandoverReader(note=note, mentorship=pair, given_at=now) for pair in new)
    enqueue_many(
        Notice(event=HANDOVER_GIVEN, recipient=pair.mentor, subject_pk=str(pair.pk), due_at=now) for pair in new
    )
