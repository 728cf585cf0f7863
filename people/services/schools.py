"""Another school on the site."""

from datetime import datetime

from django.db import transaction

from accounts.models import Role
from people.services.staff import invite_staff
from programs.models import Institution
from programs.services.schools import create_school


@transaction.atomic
def found_school(
    *, name: str, short_name: str, time_zone: str, email: str, given_name: str, family_name: str, now: datetime
) -> Institution:
    """Create a school, and invite its first administrator, who runs it from then on.

    Args:
        name: of the school.
        short_name: as it stands at the top of pages.
        time_zone: of its deadlines.
        email: of the administrator, who may have an account already.
        given_name: of the administrator, where we do not know them yet.
        family_name: likewise.
        now: the instant.
    """
    school = create_school(name=name, short_name=short_name, time_zone=time_zone)
    invite_staff(school, email=email, given_name=given_name, family_name=family_name, role=Role.ADMIN, now=now)
    return school
