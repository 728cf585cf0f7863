"""The pairs of one person in a program."""

from django.db.models import Q, QuerySet

from accounts.models import User
from pairs.models import Mentorship
from people.queries.person import PersonInProgram


def pairs_of(who: PersonInProgram, reader: User) -> QuerySet[Mentorship]:
    """Return the pairs of the person in the program that `reader` may see, the newest first, with their people."""
    own = Q(mentee=who.person) | Q(mentor=who.person)
    pairs = Mentorship.objects.visible_to(reader).filter(own, cycle__program=who.program)
    return pairs.select_related("mentee", "mentor", "cycle__program")
