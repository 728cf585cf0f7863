"""Thanking the other when a mentorship is over, or its year is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import ClosingWord, Mentorship
from pairs.notices import CLOSING_WORD
from pairs.policies import looks_back
from pairs.services.mentorships import locked


@transaction.atomic
def write_closing_word(
    mentorship: Mentorship, *, by: User, text: str, now: datetime, began_from: str = ""
) -> ClosingWord | None:
    """Keep what one of the two writes to the other, who hears of it once; without words it is taken back.

    Args:
        mentorship: the pair.
        by: one of the two.
        text: as written.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: `by` has saved other words since the form was opened.
        WrongState: the two do not look back yet.
    """
    pair = locked(mentorship)
    if not looks_back(pair):
        raise WrongState(_("Your year isn’t over yet."))
    word = ClosingWord.objects.filter(mentorship=pair, writer=by).first()
    text = text.strip()
    refuse_stale(began_from, stored={"text": word.text if word else ""}, wanted={"text": text})
    if not text:
        ClosingWord.objects.filter(mentorship=pair, writer=by).delete()
        return None
    if word is None:
        word = ClosingWord.objects.create(mentorship=pair, writer=by, text=text, written_at=now)
        other = pair.other_of(by)
        enqueue_many([Notice(event=CLOSING_WORD, recipient=other, subject_pk=str(pair.pk), due_at=now)])
    elif word.text != text:
        word.text, word.written_at = text, now
        word.save(update_fields=["text", "written_at"])
    return word
