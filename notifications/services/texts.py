"""Sending text messages. One is gone once the provider has taken it, or cannot."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.leases import due_in_turn
from core.undecryptable import UndecryptableText
from notifications.models import PhoneNumber, TextCopy
from notifications.presentation.copies import short_text
from notifications.services.texters import NumberRefused, Texter, TextPutOff, TextRefused, texter_of_site

_log = structlog.get_logger()
_FIRST_WAIT = timedelta(seconds=15)


def send_due_texts(*, clock: Callable[[], datetime], texter: Texter | None = None) -> None:
    """Send what is due, while there is any.

    Args:
        clock: tells the time at each.
        texter: how they leave; the site's where none is given.
    """
    texter = texter or texter_of_site()
    if texter is None:
        return
    for copy in due_in_turn(TextCopy.objects.select_related("phone", "message"), clock=clock):
        _send(copy, texter, now=clock())


def _send(copy: TextCopy, texter: Texter, *, now: datetime) -> None:
    number = copy.phone.number
    if now >= copy.worth_until or isinstance(number, UndecryptableText):
        copy.delete()
        return
    try:
        texter.send(number, _text(copy))
    except TextPutOff as error:
        _log.warning("text_put_off", reason=str(error))
        TextCopy.objects.filter(pk=copy.pk).update(due_at=now + _FIRST_WAIT * 2**copy.attempts)
        return
    except NumberRefused:
        PhoneNumber.objects.filter(pk=copy.phone_id).update(stopped_at=now)
    except TextRefused as error:
        _log.error("text_refused", reason=str(error))
    copy.delete()


def _text(copy: TextCopy) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        if copy.message is None:
            return _("%(code)s is your code to confirm this number for Mentorship.") % {"code": copy.phone.code}
        return _("Mentorship: %(news)s. %(url)s Reply STOP to end these messages.") % {
            "news": short_text(copy.message),
            "url": f"{settings.SITE_URL}{copy.message.path}",
        }
