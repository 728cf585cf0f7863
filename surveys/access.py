"""From an address to an object: invisible is 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from surveys.models import AskedPerson


def get_asked_for(user: User, pk: int) -> AskedPerson:
    """Return how `user` is asked in the wave; for everybody else there is no such page."""
    rows = AskedPerson.objects.filter(person=user, person__is_active=True)
    return get_object_or_404(rows.select_related("wave__version__survey", "wave__cycle__program__institution"), wave=pk)
