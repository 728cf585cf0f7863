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
from sessions.queries.notes import note_about


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
    stored = note_of(note_about(session, by))
    refuse_stale(began_from, stored=stored, wanted={"text": text})
    if not text.strip() and isinstance(stored["text"], UndecryptableText):
        return PrivateNote.objects.get(session=session, writer=by)
    if not text.strip():
        PrivateNote.objects.filter(session=session, writer=by).delete()
        return None
    note, _new = PrivateNote.objects.update_or_create(session=session, writer=by, defaults={"text": text})
    return note


@transaction.atomic
def delete_note(note: PrivateNote, *, by: User, began_from: str = "") -> None:
    """Delete a note for good; once it is gone, deleting it again changes nothing.

    `began_from` is the revision of the text that the page showed.

    Raises:
        EditedMeanwhile: its writer has kept another text since the page was opened.
        NotPermitted: `by` did not write it.
    """
    if by.pk != note.writer_id:
        raise NotPermitted(_("Only the person who wrote a note can delete it."))
    MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=note.session_id)
    stored = note_of(note_about(note.session, by))
    if not stored["text"]:
        return
    message = _("The note was changed after you opened this page. Read it again before you delete it.")
    refuse_stale(began_from, stored=stored, message=message)
    PrivateNote.objects.filter(pk=note.pk, writer=by).delete()
