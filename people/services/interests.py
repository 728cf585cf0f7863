"""Making two interests one, for everybody who chose either."""

from django.db import transaction

from people.models import PersonalInterest
from programs.services.interests import absorb_term, lock_for_merging


@transaction.atomic
def merge_terms(pk: int, *, into_pk: int) -> int:
    """Give the second interest to everybody who chose the first, and take the first off the list.

    Who chooses one of the two at this moment waits, and then has the second: `set_interests` asks which term stands.

    Args:
        pk: the term that goes.
        into_pk: the term that stays.

    Returns:
        How many people had chosen the first.

    Raises:
        TermGone: one of them was merged meanwhile.
        WrongState: they are one, or the second is not offered.
    """
    term, into = lock_for_merging(pk, into_pk)
    both = PersonalInterest.objects.filter(term=into).values("user")
    doubles, _rows = PersonalInterest.objects.filter(term=term, user__in=both).delete()
    moved = PersonalInterest.objects.filter(term=term).update(term=into)
    absorb_term(term, into=into)
    return doubles + moved
