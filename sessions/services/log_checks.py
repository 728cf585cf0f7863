"""What the mentee says to a log: that it is right, or what differs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from sessions.errors import NotPermitted
from sessions.models import MentoringSession, SharedSummary
from sessions.policies import can_check_log
from sessions.presentation.stored import StoredLog, log_of
from sessions.services import notices

Confirmation = MentoringSession.Confirmation


def _logged(session: MentoringSession, by: User, began_from: str, requested_change: str = "") -> MentoringSession:
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not can_check_log(by, session):
        raise NotPermitted(_("Only the mentee can check the log."))
    if session.confirmation not in (Confirmation.WAITING, Confirmation.DISPUTED):
        raise WrongState(_("There’s nothing to check: there’s no log yet, or you’ve already confirmed it."))
    stored = log_of(session)
    message = _("The log was changed after you opened this page. Read it again, then answer.")
    again: StoredLog | None = {**stored, "requested_change": requested_change} if requested_change else None
    refuse_stale(began_from, stored=stored, wanted=again, message=message)
    return session


@transaction.atomic
def confirm_log(session: MentoringSession, *, by: User, now: datetime, began_from: str = "") -> None:
    """The mentee says that the log is right. Confirming twice changes nothing.

    `began_from` is the revision of the log that the page showed.

    Raises:
        EditedMeanwhile: the mentor has corrected the log since.
        NotPermitted: `by` is not the mentee.
        WrongState: there is no log.
    """
    if session.confirmation == Confirmation.CONFIRMED and can_check_log(by, session):
        return
    session = _logged(session, by, began_from)
    session.confirmation, session.confirmed_at = Confirmation.CONFIRMED, now
    session.save(update_fields=("confirmation", "confirmed_at"))


@transaction.atomic
def dispute_log(
    session: MentoringSession, *, by: User, requested_change: str, now: datetime, began_from: str = ""
) -> None:
    """The mentee says what differs; the mentor reads it and may correct the log.

    `began_from` is the revision of the log that the page showed.

    Raises:
        EditedMeanwhile: the mentor has corrected the log since.
        NotPermitted: `by` is not the mentee.
        WrongState: there is no log, or it is confirmed.
    """
    session = _logged(session, by, began_from, requested_change)
    session.confirmation, session.confirmed_at = Confirmation.DISPUTED, now
    session.save(update_fields=("confirmation", "confirmed_at"))
    summary, _new = SharedSummary.objects.get_or_create(session=session, defaults={"text": ""})
    summary.requested_change = requested_change
    summary.save(update_fields=("requested_change", "updated_at"))
    notices.announce_dispute(session, now=now)
