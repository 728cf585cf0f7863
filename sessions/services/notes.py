"""Private notes: written, changed and emptied by one person, and read by nobody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from sessions.errors import NotYours
from sessions.models import MentoringSession, PrivateNote
from sessions.policies import can_write_note


@transaction.atomic
def write_note(session: MentoringSession, *, by: User, text: str) -> PrivateNote | None:
    """Keep `by`'s note about a session; an empty text removes it.

    Raises:
        NotYours: `by` has no part in the session.
    """
    if not can_write_note(by, session):
        raise NotYours(_("You have no part in this session."))
    if not text.strip():
        PrivateNote.objects.filter(session=session, writer=by).delete()
        return None
    note, _new = PrivateNote.objects.update_or_create(session=session, writer=by, defaults={"text": text})
    return note
