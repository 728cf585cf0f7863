"""What a pair or a group wants to talk about."""

from pairs.models import Topic
from pairs.models.of_whole import Whole


def open_topics(whole: Whole) -> list[Topic]:
    """Return what they have not talked about yet, in the order in which it was added, with who added it."""
    return list(Topic.objects.of(whole).filter(talked_at=None).select_related("added_by"))
