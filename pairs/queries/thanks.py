"""What two people thanked each other for."""

from pairs.models import Mentorship, WordOfThanks


def thanks_of(pair: Mentorship) -> list[WordOfThanks]:
    """Return all words of thanks between the two, the latest first."""
    return list(WordOfThanks.objects.filter(mentorship=pair))
