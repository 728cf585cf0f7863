"""The pairs of one person in a program."""

from django.db.models import Q, QuerySet

from accounts.models import User
from pairs.models import GroupMember, Mentorship
from pairs.queries.groups import present_members
from people.queries.person import PersonInProgram


def pairs_of(who: PersonInProgram, reader: User) -> QuerySet[Mentorship]:
    """Return the pairs of the person in the program that `reader` may see, the newest first, with their people."""
    own = Q(mentee=who.person) | Q(mentor=who.person)
    pairs = Mentorship.objects.visible_to(reader).filter(own, cycle__program=who.program)
    return pairs.select_related("mentee", "mentor", "cycle__program")


def peers_of(who: PersonInProgram) -> QuerySet[GroupMember]:
    """Return when the person was among peers in the program, the latest first, with those who are there now."""
    own = GroupMember.objects.filter(user=who.person, side=GroupMember.Side.PEER, group__cycle__program=who.program)
    return own.select_related("group__cycle").prefetch_related(present_members("group__")).order_by("-pk")
