"""What two people thanked each other for."""

from django.db.models import QuerySet

from core.prepared import prepared
from pairs.models import Mentorship, WordOfThanks


@prepared
def thanks_of(pair: Mentorship) -> QuerySet[WordOfThanks]:
    """Return all words of thanks between the two, the latest first."""
    return WordOfThanks.objects.filter(mentorship=pair)
