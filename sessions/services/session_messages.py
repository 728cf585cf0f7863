"""Who runs a group session or a workshop writes to those who are expected."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from sessions.errors import NotPermitted
from sessions.models import Attendance, MentoringSession, SessionMessage
from sessions.policies import can_write_to_people
from sessions.services.notices import announce_message

A_DAY = 3
_EXPECTED = (Attendance.State.INVITED, Attendance.State.CONFIRMED, Attendance.State.ATTENDED)


@transaction.atomic
def write_to_people(session: MentoringSession, *, key: UUID, text: str, by: User, now: datetime) -> SessionMessage:
    """Write to everybody who is invited, comes or was there. A second call with the same key changes nothing.

    Args:
        session: a group session or a workshop.
        key: of the form, so that a form that is sent twice writes once.
        text: what everybody reads.
        by: who writes.
        now: the instant.

    Raises:
        NotPermitted: `by` does not run the session.
        WrongState: it was cancelled, nobody else is expected, or enough was written in a day.
    """
    if not can_write_to_people(by, session):
        raise NotPermitted(_("Only the people who run a session can write to everyone."))
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if written := SessionMessage.objects.filter(pk=key, session=session, by=by).first():
        return written
    if session.state == MentoringSession.State.CANCELLED:
        raise WrongState(_("This session was cancelled."))
    if SessionMessage.objects.filter(session=session, sent_at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise WrongState(_("%(n)s messages a day are enough. Write again tomorrow.") % {"n": A_DAY})
    expected = Attendance.objects.filter(session=session, state__in=_EXPECTED).exclude(user=by)
    people = [one.user for one in expected.select_related("user").order_by("pk")]
    if not people:
        raise WrongState(_("Nobody else is expected yet."))
    message = SessionMessage.objects.create(id=key, session=session, by=by, text=text, sent_at=now)
    announce_message(message, to=people, now=now)
    return message
