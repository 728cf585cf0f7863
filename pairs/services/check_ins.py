"""Writes of check-ins: what somebody answers for themselves, and what they let the coordinator know."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from pairs.models import CheckIn, CheckInAnswers, Mentorship, SharedWords
from pairs.policies import is_in_pair
from pairs.queries.check_ins import form_values, open_check_in, own_check_ins, stored_check_in
from pairs.services.check_in_notices import tell_coordinators


@transaction.atomic
def answer_check_in(
    mentorship: Mentorship,
    *,
    kind: str,
    answers: CheckInAnswers,
    shared: SharedWords | None = None,
    by: User,
    now: datetime,
    began_from: str = "",
) -> CheckIn:
    """Keep what one of the two answers about the mentorship, in place of what they answered before.

    The other and the staff learn nothing of it. Only where its writer asks for a talk do the coordinators hear, who
    are neither of the two, and read what was shared. Saving without it takes that back.

    Args:
        mentorship: the pair.
        kind: of the check-in that was shown.
        answers: for the writer alone.
        shared: what the coordinator reads; None for nothing.
        by: one of the two.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: the writer has saved others since the form was opened, such as on another device.
        WrongState: it is not open any more.
    """
    pair = (
        Mentorship.objects.select_for_update(of=("self",))
        .select_related("cycle__program__institution")
        .get(pk=mentorship.pk)
    )
    opened = open_check_in(pair, pair.cycle.local_day(now))
    if opened is None or opened.kind != kind or not is_in_pair(by, pair):
        raise WrongState(_("This check isn’t open any more, so nothing was saved."))
    own = own_check_ins(by, pair).filter(kind=kind).first()
    refuse_stale(began_from, stored=stored_check_in(own), wanted=form_values(answers, shared))
    own = own or CheckIn(mentorship=pair, person=by, kind=kind)
    first = shared is not None and own.shared_at is None
    own.answers, own.answered_at = answers.as_json(), now
    own.shared = shared.as_json() if shared else ""
    own.shared_at = None if shared is None else own.shared_at or now
    if shared is None:
        own.talked_at = own.talked_by = None
    own.save()
    if first:
        tell_coordinators(own, now=now)
    return own


@transaction.atomic
def note_talk(check_in: CheckIn, *, by: User, now: datetime) -> None:
    """A coordinator has talked to the one who asked for it. A second time changes nothing.

    Raises:
        WrongState: its writer has taken it back.
    """
    current = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if current.shared_at is None:
        raise WrongState(_("They’ve taken it back in the meantime."))
    if current.talked_at is None:
        current.talked_at, current.talked_by = now, by
        current.save(update_fields=["talked_at", "talked_by"])
