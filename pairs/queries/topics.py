"""What a pair or a group wants to talk about."""

from django.db.models import QuerySet

from core.prepared import prepared
from pairs.models import Topic
from pairs.models.of_whole import Whole


@prepared
def open_topics(whole: Whole) -> QuerySet[Topic]:
    """Return what they have not talked about yet, in the order in which it was added, with who added it."""
    return Topic.objects.of(whole).filter(talked_at=None).select_related("added_by")
