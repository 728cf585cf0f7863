"""The links and files that two people share."""

from django.db.models import QuerySet

from core.prepared import prepared
from pairs.models import Mentorship, SharedThing


@prepared
def things_of(pair: Mentorship) -> QuerySet[SharedThing]:
    """Return what the two share, the latest first, without the contents of files."""
    return SharedThing.objects.filter(mentorship=pair).defer("content")
