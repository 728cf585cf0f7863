"""The links and files that two people share."""

from pairs.models import Mentorship, SharedThing


def things_of(pair: Mentorship) -> list[SharedThing]:
    """Return what the two share, the latest first, without the contents of files."""
    return list(SharedThing.objects.filter(mentorship=pair).defer("content"))
