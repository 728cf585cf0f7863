"""Private notes: written, changed and emptied by one person, and read by nobody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.revisions import refuse_stale
from core.undecryptable import UndecryptableText
from sessions.errors import NotPermitted
from sessions.models import MentoringSession, PrivateNote
from sessions.policies import is_participant
from sessions.presentation.stored import note_of


@transaction.atomic
def write_note(session: MentoringSession, *, by: User, text: str, began_from: str = "") -> PrivateNote | None:
    """Keep `by`'s note about a session; an empty text removes it, unless it was one that
    cannot be opened and was not on the form. `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: the same person has kept another text since the form was opened.
        NotPermitted: `by` has no part in the session.
    """
    if not is_participant(by, session):
        raise NotPermitted(_("You’re not part of this session."))
    MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    stored = note_of(session, by)
    refuse_stale(began_from, stored=stored, wanted={"text": text})
    if not text.strip() and isinstance(stored["text"], UndecryptableText):
        return PrivateNote.objects.get(session=session, writer=by)
    if not text.strip():
        PrivateNote.objects.filter(session=session, writer=by).delete()
        return None
    note, _new = PrivateNote.objects.update_or_create(session=session, writer=by, defaults={"text": text})
    return note
