"""What the administrators of a school see of the people and the mail of a site that may have several."""

from collections.abc import Collection

from django.db.models import Exists, Q, QuerySet

from accounts.models import User
from notifications.models import Message
from people.models.schools import beyond_schools, in_schools
from programs.models import Institution


def people_of(schools: Collection[int]) -> QuerySet[User]:
    """Everybody of these schools, whatever they are elsewhere; where the site has no other, everybody."""
    return User.objects.filter(in_schools(schools) | ~Exists(_others(schools)))


def messages_of(schools: Collection[int]) -> QuerySet[Message]:
    """The messages of which those who look after the mail of these schools know.

    A message does not say of which school it is. So those to people of another school are left out, and those to
    nobody's account, unless the site has no other school.
    """
    only_there = User.objects.filter(in_schools(schools)).exclude(beyond_schools(schools)).order_by()
    return Message.objects.filter(Q(recipient__in=only_there.values("pk")) | ~Exists(_others(schools)))


def _others(schools: Collection[int]) -> QuerySet[Institution]:
    return Institution.objects.exclude(pk__in=schools)
