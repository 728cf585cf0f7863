"""Whom of a program no e-mail reaches."""

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.queries.undelivered import people_not_reached
from people.models import Enrollment, MentorParticipation
from programs.models import Appointment, Program


class Reach(TextChoices):
    """Whom the school has not got hold of."""

    NEVER = "never", _("Never signed in")
    UNREACHED = "unreached", _("Couldn’t be reached")


def not_reached_in(program: Program) -> QuerySet[User]:
    """Those of `people_not_reached` who take part in the program or run it."""
    mentees = Enrollment.objects.not_withdrawn().filter(cycle__program=program)
    mentors = MentorParticipation.objects.not_declined().filter(cycle__program=program)
    staff = Appointment.objects.filter(program=program)
    return people_not_reached().filter(
        Q(pk__in=mentees.values("mentee")) | Q(pk__in=mentors.values("mentor")) | Q(pk__in=staff.values("user"))
    )
