"""Those who meet say beforehand what the session is for."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from sessions.errors import NotPermitted
from sessions.models import Focus, MentoringSession
from sessions.policies import can_choose_focus
from sessions.presentation.stored import focus_of


@transaction.atomic
def choose_focus(session: MentoringSession, *, by: User, focus: str, began_from: str = "") -> MentoringSession:
    """Keep what a session is for; a confidential talk is logged without content.

    Args:
        session: which one.
        by: one of a pair, or who leads the others.
        focus: a value of `Focus`, or empty for none.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody chose another focus since the form was opened.
        NotPermitted: `by` may not change the session.
        WrongState: the session is logged or cancelled.
    """
    if not can_choose_focus(by, session):
        raise NotPermitted(_("You can’t change this session."))
    session = MentoringSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if not session.is_ahead:
        raise WrongState(_("This session is over."))
    refuse_stale(began_from, stored=focus_of(session), wanted={"focus": focus})
    session.focus = focus
    session.confidential = session.confidential or focus == Focus.CONFIDENTIAL
    session.save(update_fields=["focus", "confidential"])
    return session
