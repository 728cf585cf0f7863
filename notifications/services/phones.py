"""The number of a person: given, confirmed by a code, taken away."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts.models import User
from core.rate_limits import enforce_rate_limit
from notifications.errors import WrongCode
from notifications.models import PhoneNumber, TextCopy

CODE_HOLDS = timedelta(minutes=10)
MOST_TRIES = 5


@transaction.atomic
def give_number(user: User, *, number: str, now: datetime) -> PhoneNumber:
    """Keep a number in place of the one before, and text it a code. Nothing else is sent to it before that was typed.

    Args:
        user: whose it is.
        number: in E.164, such as +14165550123.
        now: the instant.

    Raises:
        RateLimitExceeded: they asked for three codes within an hour, or six within a day. Each text costs the school.
    """
    enforce_rate_limit("phone_code", user_pk=user.pk, limit=3, period=timedelta(hours=1), now=now)
    enforce_rate_limit("phone_codes_of_a_day", user_pk=user.pk, limit=6, period=timedelta(days=1), now=now)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    PhoneNumber.objects.filter(user=user).delete()
    code, until = f"{secrets.randbelow(10**6):06}", now + CODE_HOLDS
    phone = PhoneNumber.objects.create(id=uuid.uuid4(), user=user, number=number, code=code, code_until=until)
    TextCopy.objects.create(phone=phone, due_at=now, worth_until=until)
    return phone


def confirm_number(user: User, *, code: str, now: datetime) -> None:
    """Have sessions that are cancelled or moved within a day texted to the number of `user`.

    Raises:
        WrongCode: it is another, its ten minutes are over, or there were five wrong ones.
    """
    if not _is_confirmed(user, code, now):
        raise WrongCode(
            _("That code isn’t right or no longer works. Check our latest text, or ask for a new code."), field="code"
        )


@transaction.atomic
def _is_confirmed(user: User, code: str, now: datetime) -> bool:
    """Confirm the number, or count a wrong code, which stays counted when the step is refused."""
    phone = PhoneNumber.objects.select_for_update(no_key=True).filter(user=user).first()
    if phone is None or phone.code_until is None or now >= phone.code_until or phone.tries >= MOST_TRIES:
        return False
    if not constant_time_compare(phone.code, code):
        phone.tries += 1
        phone.save(update_fields=["tries"])
        return False
    phone.code, phone.code_until, phone.confirmed_at = "", None, now
    phone.save(update_fields=["code", "code_until", "confirmed_at"])
    return True


@transaction.atomic
def forget_number(user: User) -> None:
    """Text nothing any more, and forget the number. Doing it twice changes nothing."""
    PhoneNumber.objects.filter(user=user).delete()
