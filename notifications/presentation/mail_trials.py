"""What became of an email by which somebody tried the way out, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.models import Message
from notifications.queries.mail_route import mail_leaves
from notifications.queries.undelivered import reason_of

State = Message.State


def outcome_of(trial: Message) -> str:
    """Return one or two sentences that promise no more than is known."""
    words = {"time": _clock(trial.sent_at), "again": _clock(trial.due_at), "reason": _reason(trial)}
    if trial.state == State.SENT and mail_leaves():
        text = _("The mail server took it at %(time)s. Look for it in your mailbox, and among spam.")
    elif trial.state == State.SENT:
        text = _("It was written at %(time)s and kept on this site: no mail server is set up.")
    elif trial.state == State.UNDELIVERABLE:
        text = _("Not delivered: %(reason)s.")
    elif trial.state == State.FAILED:
        text = _("Given up: %(reason)s.")
    elif trial.state == State.EXPIRED:
        text = _("It didn’t go out within an hour, so it was dropped.")
    elif trial.fault:
        text = _("Not yet delivered: %(reason)s. We’ll try again at %(again)s.")
    else:
        text = _(
            "It hasn’t gone out yet. Look again in a minute. If it’s still here then, no worker is running or the mail "
            "server doesn’t answer."
        )
    return text % words


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else "–"


def _reason(trial: Message) -> str:
    reason = str(reason_of(trial.fault))
    return f"{reason} ({trial.smtp_code})" if trial.smtp_code else reason
