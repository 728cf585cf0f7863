"""People who are asked to run a program."""

from datetime import datetime

from django.db import transaction

from accounts.models import Role, User
from people.services.invitations import invite_appointed
from programs.models import Appointment, Institution, Program
from programs.services.programs import appoint


@transaction.atomic
def invite_staff(
    place: Program | Institution, *, email: str, given_name: str, family_name: str, role: Role, now: datetime
) -> Appointment:
    """Appoint somebody by e-mail address; a person whom we do not know yet gets a login without a password.

    They are written to at once, with a way in.

    Raises:
        WrongState: a coordinator of the whole school; each runs a program.
    """
    institution = place if isinstance(place, Institution) else place.institution
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, given_name=given_name, family_name=family_name, time_zone=institution.time_zone
        )
    appointment = appoint(place, user=user, role=role)
    invite_appointed(appointment, now=now)
    return appointment
