"""The first minutes of an empty install: a one-time code, then the institution and its first administrator."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.errors import WrongState
from programs.errors import CodeRefused
from programs.models import Appointment, FirstRunCode
from programs.queries.programs import is_empty_install
from programs.services.schools import create_school

# Without letters and digits that are read for each other; 12 of 31 are 59 bits.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ2345679"
_LENGTH, _GROUP = 12, 4
_VALID_FOR = timedelta(days=7)


def _hash(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(settings.SECRET_KEY.encode(), f"first run:{letters}".encode(), sha256).hexdigest()


@transaction.atomic
def issue_first_run_code(*, now: datetime) -> str:
    """Return a new one-time code, such as "K7QF-2M9X-HV4T"; codes issued before are void. Only its hash is stored.

    Raises:
        WrongState: an institution exists.
    """
    if not is_empty_install():
        raise WrongState(_("The school is already set up, so this page is closed."))
    letters = "".join(secrets.choice(_ALPHABET) for _letter in range(_LENGTH))
    code = "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
    FirstRunCode.objects.all().delete()
    FirstRunCode.objects.create(code_hash=_hash(code), issued_at=now)
    return code


@transaction.atomic
def set_up_school(
    *,
    code: str,
    name: str,
    short_name: str,
    time_zone: str,
    email: str,
    given_name: str,
    family_name: str,
    password: str,
    now: datetime,
) -> User:
    """Create the institution and its first administrator, with whom the code is used up.

    Returns:
        The administrator, whose address counts as verified: whoever reads the terminal owns the install.

    Raises:
        CodeRefused: the code is wrong, used, or older than a week.
    """
    used, _rows = FirstRunCode.objects.filter(code_hash=_hash(code), issued_at__gt=now - _VALID_FOR).delete()
    if not used or not is_empty_install():
        raise CodeRefused(
            _("This code doesn’t work. Copy the newest one from the terminal where the site is running."), field="code"
        )
    institution = create_school(name=name, short_name=short_name, time_zone=time_zone)
    user = User.objects.create_user(
        email, password, given_name=given_name, family_name=family_name, time_zone=time_zone
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Appointment.objects.create(user=user, institution=institution, role=Role.ADMIN)
    return user
